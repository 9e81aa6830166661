//! The JSON pointer of a place in a text.

/// Returns the pointer of the innermost value that serde_json had begun to read at this line and column.
pub(super) fn pointer(body: &[u8], line: usize, column: usize) -> String {
    let start = match line {
        0 => return String::new(),
        1 => 0,
        _ => match body
            .iter()
            .enumerate()
            .filter(|(_, byte)| **byte == b'\n')
            .nth(line - 2)
        {
            Some((newline, _)) => newline + 1,
            None => return String::new(),
        },
    };
    let read = body.get(..start.saturating_add(column)).unwrap_or(body);
    let mut walk = Walk::default();
    let mut rest = read;
    while let Some((&byte, after)) = rest.split_first() {
        rest = match byte {
            b'"' => {
                let length = string_length(after);
                let (text, after) = after.split_at_checked(length).unwrap_or((after, &[]));
                walk.string(text);
                after.get(1..).unwrap_or_default()
            }
            _ => {
                walk.byte(byte);
                after
            }
        };
    }
    walk.pointer()
}

/// Returns the length of a string's text in bytes, without the closing quote.
fn string_length(text: &[u8]) -> usize {
    let mut escaped = false;
    for (index, byte) in text.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return index,
            _ => {}
        }
    }
    text.len()
}

/// The open containers at a place of the text.
#[derive(Default)]
struct Walk<'a> {
    open: Vec<Step<'a>>,
    /// Set by a closing bracket: the last value is that container, although it is no longer open.
    key_next: bool,
}

enum Step<'a> {
    /// The key of the next or last value, as written in the text.
    Object(Option<&'a [u8]>),
    Array(usize),
}

impl<'a> Walk<'a> {
    fn string(&mut self, text: &'a [u8]) {
        if let (true, Some(Step::Object(key))) = (self.key_next, self.open.last_mut()) {
            *key = Some(text);
            self.key_next = false;
        }
    }

    fn byte(&mut self, byte: u8) {
        match byte {
            b'{' => {
                self.open.push(Step::Object(None));
                self.key_next = true;
            }
            b'[' => self.open.push(Step::Array(0)),
            b'}' | b']' => drop(self.open.pop()),
            b',' => match self.open.last_mut() {
                Some(Step::Array(index)) => *index += 1,
                Some(Step::Object(key)) => {
                    *key = None;
                    self.key_next = true;
                }
                None => {}
            },
            _ => {}
        }
    }

    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in &self.open {
            match step {
                Step::Object(None) => {}
                Step::Object(Some(key)) => push_key(&mut pointer, key),
                Step::Array(index) => {
                    pointer.push('/');
                    pointer.push_str(&index.to_string());
                }
            }
        }
        pointer
    }
}

fn push_key(pointer: &mut String, raw: &[u8]) {
    let quoted = [b"\"", raw, b"\""].concat();
    let key: String = serde_json::from_slice(&quoted)
        .unwrap_or_else(|_| String::from_utf8_lossy(raw).into_owned());
    crate::json::pointer::push_token(pointer, &key);
}
