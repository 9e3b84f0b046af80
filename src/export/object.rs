//! JSON objects whose fields stay in the order they are given.

use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::Value;

/// An object under construction.
#[derive(Debug, Default)]
pub(super) struct Object(Vec<(String, Part)>);

/// What a field holds.
#[derive(Debug)]
enum Part {
    Value(Value),
    Object(Object),
    List(Vec<Object>),
}

impl Object {
    /// With the field `name`.
    pub(super) fn with(mut self, name: &str, value: impl Into<Value>) -> Object {
        self.0.push((name.to_owned(), Part::Value(value.into())));
        self
    }

    /// With the field `name`, if there is a `value`.
    pub(super) fn maybe(self, name: &str, value: Option<impl Into<Value>>) -> Object {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// With the object `inner` as the field `name`.
    pub(super) fn with_object(mut self, name: &str, inner: Object) -> Object {
        self.0.push((name.to_owned(), Part::Object(inner)));
        self
    }

    /// With the objects `inner` as the field `name`.
    pub(super) fn with_list(mut self, name: &str, inner: Vec<Object>) -> Object {
        self.0.push((name.to_owned(), Part::List(inner)));
        self
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Indented, with a line break at the end.
    pub(super) fn pretty(&self) -> String {
        // Strings, numbers and lists of them always are JSON.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// On one line, without a line break.
    pub(super) fn line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, part) in &self.0 {
            match part {
                Part::Value(value) => map.serialize_entry(name, value)?,
                Part::Object(inner) => map.serialize_entry(name, inner)?,
                Part::List(inner) => map.serialize_entry(name, inner)?,
            }
        }
        map.end()
    }
}
