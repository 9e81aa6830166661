//! A program that calls every operation of a generated crate once, and prints what would be sent.

use std::fmt::Write as _;

use generator::ir::{
    Api, Body, BodyKind, CredentialKind, Operation, ParameterPresence, ParameterScope, SchemeKind,
};
use generator::names::{Names, OperationNames};
use generator::source::Sources;
use serde_json::Value;

use super::bodies::{Bodies, Places};
use super::expression::{concrete, expression, plain, sample};
use super::sample::Sampler;

/// The program, and the operations that it does not call, each with the reason.
pub(super) struct Probe {
    pub(super) source: String,
    pub(super) left_out: Vec<String>,
}

const HEAD: &str = r#"#![allow(deprecated, unused_mut)]

use std::cell::Cell;
use std::future::{Future, IntoFuture};

use NAME::transport::{ScriptedResponse, ScriptedTransport};
use NAME::{Client, Error, Response};

fn arg<T: serde::de::DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("no argument: {error}"))
}

struct Probe {
    client: Client,
    transport: ScriptedTransport,
    seen: Cell<usize>,
    runtime: tokio::runtime::Runtime,
}

impl Probe {
    fn call<T, E, F>(&self, operation: &str, request: impl FnOnce(&Client) -> F)
    where
        F: IntoFuture<Output = Result<Response<T>, Error<E>>>,
        F::IntoFuture: Future,
    {
        let call = || self.runtime.block_on(request(&self.client).into_future());
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(call));
        let requests = self.transport.requests();
        let Some(request) = requests.get(self.seen.replace(requests.len())) else {
            let why = match outcome {
                Ok(Err(error)) => error.to_string(),
                Ok(Ok(_)) => "nothing was sent".to_owned(),
                Err(_) => "the arguments could not be made".to_owned(),
            };
            println!("{}", serde_json::json!({ "operation": operation, "refused": why }));
            return;
        };
        let headers: Vec<_> = request
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())))
            .collect();
        println!("{}", serde_json::json!({
            "operation": operation,
            "method": request.method().as_str(),
            "uri": request.uri().to_string(),
            "headers": headers,
            "body": request.body().to_vec(),
        }));
    }
}
"#;

/// The probe of a crate of this name.
pub(super) fn of(
    package: &str,
    api: &Api,
    names: &Names,
    places: &Places,
    sources: &Sources,
) -> Probe {
    let package = package.replace('-', "_");
    let mut source = HEAD.replace("NAME", &package);
    let mut left_out = Vec::new();
    let mut calls = String::new();
    let sampler = Sampler::new(api);
    let bodies = Bodies {
        api,
        sampler: &sampler,
        places,
        package: &package,
        sources,
    };
    for (number, (operation, named)) in api.operations.iter().zip(&names.operations).enumerate() {
        let id = operation
            .id
            .as_deref()
            .unwrap_or_else(|| named.method.plain());
        match request(&bodies, operation, named) {
            Ok(request) => {
                // Writing to a `String` cannot fail.
                let _ = write!(
                    source,
                    "\nfn operation_{number}(probe: &Probe) {{\n    \
                     probe.call({id:?}, |client| client{request});\n}}\n"
                );
                let _ = writeln!(calls, "    operation_{number}(&probe);");
            }
            Err(why) => left_out.push(format!("{id}: {why}")),
        }
    }
    let _ = write!(
        source,
        "\nfn main() {{\n    std::panic::set_hook(Box::new(|_| ()));\n    \
         let transport = ScriptedTransport::new().when(|_| true, ScriptedResponse::new(599));\n    \
         let client = Client::builder().endpoint(\"http://localhost\"){}.transport(transport.clone())\
         .build().expect(\"a client\");\n    \
         let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()\
         .expect(\"a runtime\");\n    \
         let probe = Probe {{ client, transport, seen: Cell::new(0), runtime }};\n{calls}}}\n",
        settings(&package, api, names, &sampler),
    );
    Probe { source, left_out }
}

/// The calls of the builder that set credentials and the client's own parameters.
fn settings(package: &str, api: &Api, names: &Names, sampler: &Sampler<'_>) -> String {
    let mut out = String::new();
    for (parameter, setter) in api.client_parameters.iter().zip(&names.client.parameters) {
        let value = parameter.example.clone();
        let value = value.or_else(|| sampler.value(&parameter.ty, &parameter.rules));
        let _ = write!(out, ".{setter}({:?})", plain(&value.unwrap_or_default()));
    }
    for (slot, setter) in api.credentials.iter().zip(&names.client.credentials) {
        let kind = slot
            .schemes
            .first()
            .and_then(|number| api.schemes.get(*number));
        let arguments = match (slot.kind, kind.map(|scheme| &scheme.kind)) {
            // A signature is more than a validator can check; the token that it can be exchanged for is not.
            (CredentialKind::AccessKeys, _) => format!("{package}::Credentials::token(\"token\")"),
            (_, Some(SchemeKind::Basic)) => "\"user\", \"password\"".to_owned(),
            (_, Some(SchemeKind::MutualTls)) => String::new(),
            _ => "\"token\"".to_owned(),
        };
        let _ = write!(out, ".{setter}({arguments})");
    }
    out
}

fn request(
    bodies: &Bodies<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> Result<String, String> {
    let (api, sampler) = (bodies.api, bodies.sampler);
    let mut arguments = Vec::new();
    let mut setters = String::new();
    for (parameter, named) in operation.parameters.iter().zip(&names.parameters) {
        if parameter.scope != ParameterScope::Call {
            continue;
        }
        let value = parameter.example.clone();
        let value = value.filter(|value| sampler.fits(&parameter.ty, value));
        let value = value.or_else(|| sampler.value(&parameter.ty, &parameter.rules));
        match (value, parameter.presence) {
            (Some(value), ParameterPresence::Required) => {
                arguments.push(expression(api, &parameter.ty, &value));
            }
            (Some(value), ParameterPresence::Optional) => {
                let _ = write!(
                    setters,
                    ".{}({})",
                    named.name,
                    expression(api, &parameter.ty, &value)
                );
            }
            (None, ParameterPresence::Required) => {
                return Err(format!("no value for the parameter `{}`", parameter.wire));
            }
            (None, ParameterPresence::Optional) => {}
        }
    }
    if let Some(body) = &operation.body {
        match (body_arguments(bodies, body, names), body.presence) {
            (Ok(given), ParameterPresence::Required) => arguments.extend(given),
            (Ok(given), ParameterPresence::Optional) => {
                let _ = write!(setters, ".{}({})", names.body, given.join(", "));
            }
            (Err(why), ParameterPresence::Required) => return Err(why),
            (Err(_), ParameterPresence::Optional) => {}
        }
    }
    Ok(format!(
        ".{}({}){setters}",
        names.method,
        arguments.join(", ")
    ))
}

fn body_arguments(
    bodies: &Bodies<'_>,
    body: &Body,
    names: &OperationNames,
) -> Result<Vec<String>, String> {
    let [content] = body.contents.as_slice() else {
        return Ok(vec![bodies.variant(body, names)?]);
    };
    let (api, sampler) = (bodies.api, bodies.sampler);
    let mut arguments = Vec::new();
    if content.media_type.is_range() {
        arguments.push(format!("{:?}", concrete(&content.media_type.text)));
    }
    arguments.push(match &content.kind {
        BodyKind::Json(ty) | BodyKind::Scalar(ty) | BodyKind::Form { ty, .. } => {
            expression(api, ty, &sample(sampler, content, ty)?)
        }
        BodyKind::JsonLines(ty) => {
            let value = sample(sampler, content, ty)?;
            format!(
                "&arg::<Vec<_>>({:?})",
                Value::Array(vec![value]).to_string()
            )
        }
        BodyKind::Text => format!("{:?}", bodies.text(content)),
        BodyKind::Binary => "vec![1_u8, 2, 3]".to_owned(),
        BodyKind::Multipart(parts) => {
            let names = names.contents.first().and_then(|names| names.form.as_ref());
            bodies.form(parts, names.ok_or("its form has no name")?)?
        }
    });
    Ok(arguments)
}

#[cfg(test)]
mod tests {
    use generator::Layout;
    use generator::diagnostic::Diagnostics;
    use generator::lower::{Broken, Ledger, lower};
    use generator::source::NoFiles;

    use super::*;

    #[test]
    fn every_operation_is_called_with_what_its_description_says() {
        let text = include_bytes!("../../../tests/data/dcs.yaml");
        let mut diagnostics = Diagnostics::new();
        let mut sources = Sources::read("dcs.yaml", text, &mut diagnostics);
        let version = generator::openapi::check(&mut sources, &NoFiles, &mut diagnostics).unwrap();
        let mut ledger = Ledger::default();
        let api = lower(
            &sources,
            version,
            &Broken::default(),
            &mut diagnostics,
            &mut ledger,
        );
        let facts = generator::analyze::Facts::of(&api);
        let names = Names::of(&api, &facts, "dcs", Layout::Crate, &mut diagnostics);
        let probe = of("run-logs", &api, &names, &Places::default(), &sources);
        assert!(probe.left_out.is_empty(), "{:?}", probe.left_out);
        let call = r#".create_redislog("5560df16-cebf-4473-95c4-d1b573c16e79", arg("\"run\"")).query_time(arg("7")).replication_id("text")"#;
        assert!(probe.source.contains(call), "{}", probe.source);
        assert!(
            probe.source.contains("use run_logs::{Client"),
            "{}",
            probe.source
        );
    }
}
