//! The crate bson as an extension of Python: what PyMongo's C extension would be if it were replaced by it. A dict becomes
//! a Document of the crate and then bytes, and back, with the types None, bool, int, float, str, bytes, dict and list.
use bson::spec::BinarySubtype;
use bson::{Binary, Bson, Document};
use pyo3::exceptions::{PyOverflowError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyInt, PyList, PyString};

fn invalid(error: impl std::fmt::Display) -> PyErr {
    PyValueError::new_err(error.to_string())
}

fn document_of(dict: &Bound<'_, PyDict>) -> PyResult<Document> {
    let mut document = Document::new();
    for (key, value) in dict.iter() {
        document.insert(key.cast::<PyString>()?.to_str()?, bson_of(&value)?);
    }
    Ok(document)
}

fn bson_of(value: &Bound<'_, PyAny>) -> PyResult<Bson> {
    if value.is_none() {
        Ok(Bson::Null)
    } else if let Ok(text) = value.cast::<PyString>() {
        Ok(Bson::String(text.to_str()?.to_owned()))
    } else if let Ok(truth) = value.cast::<PyBool>() {
        Ok(Bson::Boolean(truth.is_true())) // before int, of which it is a subclass
    } else if value.is_instance_of::<PyInt>() {
        let number: i64 = value.extract().map_err(|_| PyOverflowError::new_err("int: beyond 64 bits"))?;
        Ok(i32::try_from(number).map_or(Bson::Int64(number), Bson::Int32))
    } else if let Ok(number) = value.cast::<PyFloat>() {
        Ok(Bson::Double(number.value()))
    } else if let Ok(dict) = value.cast::<PyDict>() {
        Ok(Bson::Document(document_of(dict)?))
    } else if let Ok(list) = value.cast::<PyList>() {
        Ok(Bson::Array(list.iter().map(|item| bson_of(&item)).collect::<PyResult<_>>()?))
    } else if let Ok(bytes) = value.cast::<PyBytes>() {
        Ok(Bson::Binary(Binary { subtype: BinarySubtype::Generic, bytes: bytes.as_bytes().to_vec() }))
    } else {
        Err(PyTypeError::new_err(format!("no mapping for {}", value.get_type())))
    }
}

fn dict_of<'py>(py: Python<'py>, document: &Document) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    for (key, value) in document {
        dict.set_item(key, object_of(py, value)?)?;
    }
    Ok(dict)
}

fn object_of<'py>(py: Python<'py>, value: &Bson) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Bson::Null => py.None().into_bound(py),
        Bson::String(text) => PyString::new(py, text).into_any(),
        Bson::Boolean(truth) => PyBool::new(py, *truth).to_owned().into_any(),
        Bson::Int32(number) => number.into_pyobject(py)?.into_any(),
        Bson::Int64(number) => number.into_pyobject(py)?.into_any(),
        Bson::Double(number) => PyFloat::new(py, *number).into_any(),
        Bson::Document(document) => dict_of(py, document)?.into_any(),
        Bson::Array(items) => {
            let objects = items.iter().map(|item| object_of(py, item)).collect::<PyResult<Vec<_>>>()?;
            PyList::new(py, objects)?.into_any()
        }
        Bson::Binary(binary) => PyBytes::new(py, &binary.bytes).into_any(),
        other => return Err(PyTypeError::new_err(format!("no mapping for {:?}", other.element_type()))),
    })
}

#[pyfunction]
fn encode_bson<'py>(py: Python<'py>, document: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyBytes>> {
    let bytes = document_of(document)?.to_vec().map_err(invalid)?;
    Ok(PyBytes::new(py, &bytes))
}

#[pyfunction]
fn decode_bson<'py>(py: Python<'py>, data: &[u8]) -> PyResult<Bound<'py, PyDict>> {
    dict_of(py, &Document::from_reader(data).map_err(invalid)?)
}

#[pymodule]
fn bsonwire_rust_extension(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("BSON_VERSION", "3.1.0")?; // as Cargo.toml pins it
    module.add_function(wrap_pyfunction!(encode_bson, module)?)?;
    module.add_function(wrap_pyfunction!(decode_bson, module)?)
}
