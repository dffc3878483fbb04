//! Decodes and re-encodes each document of a file with the crate bson. A line for each: the bytes in hexadecimal, a tab,
//! and the canonical Extended JSON, or in place of either "!" and why there is none.
use bson::{Bson, Document};
use std::io::{BufWriter, Write};

fn refusal(error: impl std::fmt::Display) -> String {
    let text: String = error.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
    format!("!{}", text.chars().take(120).collect::<String>())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn main() {
    let path = std::env::args().nth(1).expect("a file of documents");
    let data = std::fs::read(path).expect("readable");
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut at = 0;
    while at < data.len() {
        let length = i32::from_le_bytes(data[at..at + 4].try_into().unwrap()) as usize;
        let raw = &data[at..at + length];
        at += length;
        let line = match Document::from_reader(raw) {
            Err(e) => {
                let why = refusal(e);
                format!("{why}\t{why}")
            }
            Ok(document) => {
                let encoded = match document.to_vec() {
                    Ok(bytes) => hex(&bytes),
                    Err(e) => refusal(e),
                };
                format!("{encoded}\t{}", Bson::Document(document).into_canonical_extjson())
            }
        };
        writeln!(out, "{line}").expect("writable");
    }
}
