//! The runner for the crate bson: compare-rust peer operation document-file. It prepares the operation and checks that it
//! does what it says, else prints a line with the error and exits with 1; warms up; prints a line {"ready":true,...}; then
//! runs as often as each line that it reads says, and prints the sample.
use bson::raw::{CString, RawArrayBuf, RawBson, RawBsonRef, RawDocument, RawDocumentBuf};
use bson::{Bson, Document};
use serde_json::{json, Value};
use std::error::Error;
use std::hint::black_box;
use std::io::{BufRead, Write};
use std::path::Path;
use std::time::{Duration, Instant};

type Outcome<T> = Result<T, Box<dyn Error>>;
/// Runs so many times; gives the time and the result of the last.
type Operation = Box<dyn FnMut(u64) -> (Duration, i64)>;

const WARM_UP: u64 = 10;
const VERSION: &str = "bson 3.1.0"; // as Cargo.toml pins it

/// For what makes objects; they are dropped within the time, as in every other language.
fn making<T>(mut once: impl FnMut() -> T + 'static) -> Operation {
    counting(move || {
        black_box(once());
        0
    })
}

fn counting(mut once: impl FnMut() -> i64 + 'static) -> Operation {
    Box::new(move |times| {
        let start = Instant::now();
        let mut last = 0;
        for _ in 0..times {
            last = black_box(once());
        }
        (start.elapsed(), last)
    })
}

fn check(right: bool, what: &str) -> Outcome<()> {
    if right { Ok(()) } else { Err(format!("wrong: {what}").into()) }
}

fn operation(verb: &str, file: &Path) -> Outcome<Operation> {
    let bytes = std::fs::read(file)?;
    let document = Document::from_reader(&bytes[..])?;
    let raw = RawDocumentBuf::from_bytes(bytes.clone())?;
    check(document.to_vec()? == bytes, "encoded bytes")?;
    Ok(match verb {
        "encode" => counting(move || black_box(document.to_vec().unwrap()).len() as i64),
        "decode" => making(move || Document::from_reader(black_box(&bytes[..])).unwrap()),
        "append" => {
            let steps = steps(&raw)?;
            check(append(&steps).as_bytes() == bytes, "appended bytes")?;
            counting(move || black_box(append(&steps)).as_bytes().len() as i64)
        }
        "iterate" => counting(move || walk(black_box(&raw)).unwrap()),
        "skip" => counting(move || skip(black_box(&raw)).unwrap()),
        // The crate validates what is looked at: all of it, then. Its from_bytes looks at the length alone.
        "validate" => counting(move || {
            let raw = RawDocument::from_bytes(black_box(&bytes[..])).unwrap();
            black_box(walk(raw).unwrap());
            bytes.len() as i64
        }),
        "get" => {
            let name = document.keys().last().ok_or("no field")?.clone();
            counting(move || number(black_box(&raw).get(&name).unwrap().unwrap()))
        }
        "to-json" => {
            let text = Bson::Document(document.clone()).into_canonical_extjson().to_string();
            check(parse(&text)?.to_vec()? == bytes, "document after JSON")?;
            to_json(document)
        }
        "from-json" => {
            let text = std::fs::read_to_string(file.with_extension("json"))?;
            check(parse(&text)?.to_vec()? == bytes, "document from JSON")?;
            making(move || parse(black_box(&text)).unwrap())
        }
        _ => return Err(format!("operation: {verb} (expected: one that this peer has)").into()),
    })
}

/// The conversion eats the document; the copies are made outside the time.
fn to_json(document: Document) -> Operation {
    Box::new(move |times| {
        let mut spent = Duration::ZERO;
        let mut left = times;
        while left > 0 {
            let part = left.min(64);
            let copies: Vec<_> = (0..part).map(|_| Bson::Document(document.clone())).collect();
            let start = Instant::now();
            for copy in copies {
                black_box(copy.into_canonical_extjson().to_string());
            }
            spent += start.elapsed();
            left -= part;
        }
        (spent, 0)
    })
}

fn parse(text: &str) -> Outcome<Document> {
    match Bson::try_from(serde_json::from_str::<Value>(text)?)? {
        Bson::Document(document) => Ok(document),
        other => Err(format!("no document: {other}").into()),
    }
}

/// A value to append, made before. The crate appends a container when it is finished, by copying it.
enum Step {
    Value(RawBson),
    Document(Vec<(CString, Step)>),
    Array(Vec<Step>),
}

fn steps(raw: &RawDocument) -> Outcome<Vec<(CString, Step)>> {
    raw.iter().map(|element| element.map_err(Into::into).and_then(|(key, value)| Ok((key.to_owned(), step(value)?)))).collect()
}

fn step(value: RawBsonRef) -> Outcome<Step> {
    Ok(match value {
        RawBsonRef::Document(inner) => Step::Document(steps(inner)?),
        RawBsonRef::Array(items) => {
            Step::Array(items.into_iter().map(|item| step(item?)).collect::<Outcome<_>>()?)
        }
        other => Step::Value(other.into()),
    })
}

fn append(steps: &[(CString, Step)]) -> RawDocumentBuf {
    let mut target = RawDocumentBuf::new();
    for (key, step) in steps {
        match step {
            Step::Value(value) => target.append(key, value.as_raw_bson_ref()),
            Step::Document(inner) => target.append(key, append(inner)),
            Step::Array(items) => target.append(key, push(items)),
        }
    }
    target
}

fn push(items: &[Step]) -> RawArrayBuf {
    let mut target = RawArrayBuf::new();
    for item in items {
        match item {
            Step::Value(value) => target.push(value.as_raw_bson_ref()),
            Step::Document(inner) => target.push(append(inner)),
            Step::Array(inner) => target.push(push(inner)),
        }
    }
    target
}

/// Visits every element and adds up its type, the length of its name (not in arrays) and its value: numbers, dates and
/// booleans as they are, a double as its bits, texts and binaries as their length, others as 0.
fn walk(document: &RawDocument) -> bson::error::Result<i64> {
    let mut sum = 0i64;
    for element in document.iter() {
        let (key, value) = element?;
        sum = sum.wrapping_add(key.as_str().len() as i64).wrapping_add(worth(value)?);
    }
    Ok(sum)
}

fn worth(value: RawBsonRef) -> bson::error::Result<i64> {
    let inner = match value {
        RawBsonRef::Double(number) => number.to_bits() as i64,
        RawBsonRef::String(text) | RawBsonRef::JavaScriptCode(text) | RawBsonRef::Symbol(text) => text.len() as i64,
        RawBsonRef::Binary(binary) => binary.bytes.len() as i64,
        RawBsonRef::Document(document) => walk(document)?,
        RawBsonRef::Array(items) => {
            let mut sum = 0i64;
            for item in items {
                sum = sum.wrapping_add(worth(item?)?);
            }
            sum
        }
        RawBsonRef::Boolean(truth) => truth as i64,
        RawBsonRef::DateTime(date) => date.timestamp_millis(),
        RawBsonRef::Int32(number) => number as i64,
        RawBsonRef::Int64(number) => number,
        _ => 0,
    };
    Ok(inner.wrapping_add(value.element_type() as u8 as i64))
}

fn skip(document: &RawDocument) -> bson::error::Result<i64> {
    let mut sum = 0;
    for element in document.iter_elements() {
        sum += element?.element_type() as u8 as i64;
    }
    Ok(sum)
}

/// A number, or the seconds of an ObjectId.
fn number(value: RawBsonRef) -> i64 {
    match value {
        RawBsonRef::ObjectId(id) => u32::from_be_bytes(id.bytes()[..4].try_into().unwrap()) as i64,
        RawBsonRef::Int32(number) => number as i64,
        RawBsonRef::Int64(number) => number,
        RawBsonRef::Double(number) => number as i64,
        other => panic!("neither a number nor an ObjectId: {other:?}"),
    }
}

fn serve() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, peer, verb, file] = &arguments[..] else {
        return Err("arguments (expected: peer operation document-file)".into());
    };
    let file = Path::new(file);
    let mut operation = operation(verb, file)?;
    operation(WARM_UP);
    let bytes = std::fs::metadata(file)?.len();
    let mut out = std::io::stdout();
    let head = json!({"peer": peer, "version": VERSION, "operation": verb,
        "document": file.file_name().and_then(|name| name.to_str())});
    let mut say = |more: Value| {
        let mut line = head.clone();
        line.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        writeln!(out, "{line}").and_then(|()| out.flush())
    };
    say(json!({"ready": true, "result": operation(1).1.to_string()}))?;
    for line in std::io::stdin().lock().lines() {
        let iterations: u64 = line?.trim().parse()?;
        let (spent, _) = operation(iterations);
        say(json!({"iterations": iterations, "nanos": spent.as_nanos() as u64, "bytes": bytes}))?;
    }
    Ok(())
}

fn main() {
    if let Err(e) = serve() {
        println!("{}", json!({"error": e.to_string()}));
        std::process::exit(1);
    }
}
