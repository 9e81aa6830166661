//! Gives each member of a scope a unique name.
//!
//! The result depends on the members, not on their order. Where several members want the same name, the one whose wire
//! name is exactly that name gets it, or else the first by wire name, those without symbols before others.

use std::collections::{BTreeMap, BTreeSet};

use super::member::Member;
use super::role::{Name, Role, escape, is_identifier, plain};
use super::words::spelling::is_plain;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::source::Origin;

/// A name that a member has received.
#[derive(Clone, Debug)]
pub(crate) struct Assigned {
    /// The identifier's text, `r#` included.
    pub(crate) text: String,
    /// What the documentation says about it, where it is not the expected name.
    pub(crate) note: Option<String>,
}

/// Gives every member a name; the result has the order of the members.
pub(crate) fn assign(
    role: Role,
    reserved: &[&str],
    members: &[Member<'_>],
    diagnostics: &mut Diagnostics,
) -> Vec<Assigned> {
    let first: Vec<String> = members
        .iter()
        .map(|member| first_choice(role, reserved, member, diagnostics))
        .collect();
    let distinct: BTreeSet<&str> = first.iter().map(String::as_str).collect();
    if distinct.len() == first.len() {
        let given = first
            .into_iter()
            .zip(members)
            .map(|(text, member)| Assigned {
                text,
                note: member.note.clone(),
            });
        return given.collect();
    }
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, text) in first.iter().enumerate() {
        groups.entry(text).or_default().push(index);
    }
    let mut taken: BTreeSet<String> = first.iter().cloned().collect();
    let mut given: BTreeMap<usize, Assigned> = BTreeMap::new();
    for (text, mut group) in groups {
        group.sort_by_key(|index| members.get(*index).map(|member| tie_break(member, text)));
        let mut group = group.into_iter();
        let Some(winner) = group.next() else { continue };
        given.insert(
            winner,
            Assigned {
                text: text.to_owned(),
                note: members.get(winner).and_then(|member| member.note.clone()),
            },
        );
        let mut number = 2;
        for loser in group {
            let (Some(winner), Some(member)) = (members.get(winner), members.get(loser)) else {
                continue;
            };
            let other = other_choice(role, reserved, member, &taken);
            let is_numbered = other.is_none();
            let second =
                other.unwrap_or_else(|| numbered_choice(role, reserved, text, &taken, &mut number));
            if is_numbered && winner.rank == member.rank {
                diagnostics.push(collision(role, text, &second, winner, member));
            }
            taken.insert(second.clone());
            let note = taken_by(text, winner, member);
            given.insert(
                loser,
                Assigned {
                    text: second,
                    note: Some(note),
                },
            );
        }
    }
    given.into_values().collect()
}

/// Gives every member a name of a role; the result has the order of the members.
pub(super) fn names<'a, N: Name>(
    reserved: &[&str],
    members: impl Iterator<Item = Member<'a>>,
    diagnostics: &mut Diagnostics,
) -> Vec<N> {
    let noted = noted_names(reserved, members, diagnostics).into_iter();
    noted.map(|(name, _)| name).collect()
}

/// Like [`names`], with what the documentation says about each name.
pub(super) fn noted_names<'a, N: Name>(
    reserved: &[&str],
    members: impl Iterator<Item = Member<'a>>,
    diagnostics: &mut Diagnostics,
) -> Vec<(N, Option<String>)> {
    let members: Vec<_> = members.collect();
    let given = assign(N::ROLE, reserved, &members, diagnostics).into_iter();
    let named = given.map(|Assigned { text, note }| (N::new(text), note));
    named.collect()
}

type TieBreak<'m> = (u8, bool, bool, bool, &'m str, bool, &'m str, Origin);

fn tie_break<'m>(member: &'m Member<'_>, text: &str) -> TieBreak<'m> {
    let text = plain(text);
    let is_own = member.wire == text || text.strip_suffix('_') == Some(&member.wire);
    (
        member.rank,
        member.wanted.is_none(),
        !is_own,
        !is_plain(&member.wire),
        &member.wire,
        // The order in which files are read depends on the order of the paths.
        member.origin.file() != 0,
        member.place,
        member.origin,
    )
}

fn first_choice(
    role: Role,
    reserved: &[&str],
    member: &Member<'_>,
    diagnostics: &mut Diagnostics,
) -> String {
    if let Some((wanted, origin)) = member.wanted {
        match check_wanted(role, reserved, wanted) {
            Ok(()) => {
                let name = escape(wanted.to_owned());
                if name != wanted {
                    let message =
                        format!("`{wanted}` is a keyword of Rust: callers write `{name}`");
                    diagnostics.push(
                        Diagnostic::warning(
                            Code::InvalidNameOverride,
                            Place::value(origin),
                            message,
                        )
                        .help(format!(
                            "write another name, such as `x-rust-name: {wanted}_`"
                        )),
                    );
                }
                return name;
            }
            Err((why, better)) => {
                let mut finding = Diagnostic::error(
                    Code::InvalidNameOverride,
                    Place::value(origin),
                    format!("`{wanted}` cannot be the name of a {}: {why}", role.noun()),
                );
                if let Some(better) = better {
                    finding = finding.help(format!("write `x-rust-name: {better}`"));
                }
                diagnostics.push(finding);
            }
        }
    }
    avoid_reserved(reserved, member.first.clone())
}

/// Returns the text as an identifier, with an underscore where it is reserved in the scope.
fn avoid_reserved(reserved: &[&str], text: String) -> String {
    if reserved.contains(&text.as_str()) {
        format!("{text}_")
    } else {
        escape(text)
    }
}

fn check_wanted(
    role: Role,
    reserved: &[&str],
    wanted: &str,
) -> Result<(), (String, Option<String>)> {
    let cased = role.case(&super::words::split(wanted));
    if !is_identifier(wanted) {
        let better = is_identifier(&cased).then_some(cased);
        return Err(("it is not a Rust identifier".to_owned(), better));
    }
    if role == Role::Module && !wanted.is_ascii() {
        let better = role.case(&super::words::split(&super::words::spelling::ascii(wanted)));
        return Err((
            "it is the name of a file and of a cargo feature, so it must be ASCII".to_owned(),
            is_identifier(&better).then_some(better),
        ));
    }
    if reserved.contains(&wanted) {
        return Err((
            "the generated code already uses that name here".to_owned(),
            Some(format!("{wanted}_")),
        ));
    }
    if wanted.trim_end_matches('_') != cased && escape(wanted.to_owned()) != cased {
        return Err((
            format!("Rust writes a {} in another case", role.noun()),
            Some(cased),
        ));
    }
    Ok(())
}

/// Returns the first free one of a member's alternative names.
fn other_choice(
    role: Role,
    reserved: &[&str],
    member: &Member<'_>,
    taken: &BTreeSet<String>,
) -> Option<String> {
    let others = member.others.iter();
    let mut others = others.map(|other| avoid_reserved(reserved, other.name(role)));
    others.find(|candidate| !taken.contains(candidate))
}

fn numbered_choice(
    role: Role,
    reserved: &[&str],
    text: &str,
    taken: &BTreeSet<String>,
    number: &mut u64,
) -> String {
    let stem = plain(text).trim_end_matches('_');
    loop {
        let text = numbered(role, stem, *number);
        if !taken.contains(&text) && !reserved.contains(&text.as_str()) {
            return text;
        }
        *number = number.saturating_add(1);
    }
}

fn numbered(role: Role, stem: &str, number: u64) -> String {
    let camel = matches!(role, Role::Type | Role::Variant);
    if camel && !stem.ends_with(|last: char| last.is_ascii_digit()) {
        format!("{stem}{number}")
    } else {
        format!("{stem}_{number}")
    }
}

/// Returns the sentence of the documentation for a member that another one deprives of its name.
fn taken_by(text: &str, winner: &Member<'_>, loser: &Member<'_>) -> String {
    let (wire, other) = (&loser.wire, &winner.wire);
    let [of_loser, of_winner] = match wire == other && loser.place != winner.place {
        true => [loser.place, winner.place].map(|place| format!(" {place}")),
        false => Default::default(),
    };
    let another = match wire == other && of_loser.is_empty() {
        true => "another ",
        false => "",
    };
    format!(
        "`{wire}`{of_loser} is named so because the name `{text}` is taken by {another}`{other}`{of_winner}."
    )
}

fn collision(
    role: Role,
    text: &str,
    second: &str,
    winner: &Member<'_>,
    loser: &Member<'_>,
) -> Diagnostic {
    let (noun, wire) = (role.noun(), &loser.wire);
    let (message, other) = match *wire == winner.wire {
        // In different files, or under different parents.
        true => (
            format!("another `{wire}` has the {noun} name `{text}`"),
            format!("this `{wire}` is called `{text}`"),
        ),
        false => (
            format!(
                "`{wire}` and `{}` both become the {noun} name `{text}`",
                winner.wire
            ),
            format!("`{}` is called `{text}`", winner.wire),
        ),
    };
    Diagnostic::warning(Code::NameCollision, Place::key(loser.origin), message)
        .related(Place::key(winner.origin), other)
        .help(format!(
            "this one is called `{second}`; choose a better name with `x-rust-name`"
        ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(role: Role, reserved: &[&str], wires: &[&str]) -> (Vec<String>, usize) {
        let members: Vec<_> = wires
            .iter()
            .map(|wire| Member::from_words(role, &[(*wire).to_owned()], Origin::default()))
            .collect();
        let mut diagnostics = Diagnostics::new();
        let given = assign(role, reserved, &members, &mut diagnostics);
        (
            given.into_iter().map(|given| given.text).collect(),
            diagnostics.iter().count(),
        )
    }

    #[test]
    fn the_wire_name_that_is_the_rust_name_wins_whatever_the_order() {
        let (forward, warnings) = names(Role::Field, &[], &["fooBar", "foo_bar", "foo-bar"]);
        assert_eq!(
            forward,
            ["foo_bar_3", "foo_bar", "foo_bar_2"]
                .map(String::from)
                .to_vec()
        );
        assert_eq!(warnings, 2);
        let (backward, _) = names(Role::Field, &[], &["foo-bar", "foo_bar", "fooBar"]);
        assert_eq!(
            backward,
            ["foo_bar_2", "foo_bar", "foo_bar_3"]
                .map(String::from)
                .to_vec()
        );
    }

    #[test]
    fn a_name_without_symbols_is_given_before_one_with_them() {
        let (given, _) = names(Role::Field, &[], &["_valueString", "valueString"]);
        assert_eq!(given, ["value_string_2", "value_string"]);
        let (given, warnings) = names(Role::Field, &[], &["@Kind", "Kind"]);
        assert_eq!(given, ["at_kind", "kind"]);
        assert_eq!(warnings, 0);
    }

    #[test]
    fn members_of_one_wire_name_are_said_to_be_two() {
        let member = || Member::from_words(Role::Type, &["pet".to_owned()], Origin::default());
        let mut diagnostics = Diagnostics::new();
        assign(Role::Type, &[], &[member(), member()], &mut diagnostics);
        let said = diagnostics.iter().map(|one| one.message.as_str());
        assert!(said.eq(["another `pet` has the type name `Pet`"]));
    }

    #[test]
    fn a_number_never_takes_another_members_name() {
        let (given, _) = names(Role::Field, &[], &["a", "A", "a_2"]);
        assert_eq!(given, ["a", "a_3", "a_2"].map(String::from).to_vec());
    }

    #[test]
    fn symbols_are_spelled_before_names_are_numbered() {
        let (given, warnings) = names(
            Role::Method,
            &[],
            &["DateCreated", "DateCreated<", "DateCreated>"],
        );
        assert_eq!(
            given,
            [
                "date_created",
                "date_created_less_than",
                "date_created_greater_than"
            ]
            .map(String::from)
            .to_vec()
        );
        assert_eq!(warnings, 0);
    }

    #[test]
    fn reserved_names_get_an_underscore() {
        let (given, warnings) = names(
            Role::Variant,
            &["Unknown"],
            &["unknown", "Unknown_", "known"],
        );
        assert_eq!(
            given,
            ["Unknown2", "Unknown_", "Known"].map(String::from).to_vec()
        );
        assert_eq!(warnings, 1);
    }
}
