//! `${name}` in the strings of a scenario.

use std::collections::BTreeMap;

use serde_json::Value;

/// Names, and what stands for them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Variables(BTreeMap<String, Value>);

impl Variables {
    pub(crate) fn set(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }

    /// The value with all names replaced. A string that is a name alone becomes its value, of
    /// whatever type.
    ///
    /// # Errors
    ///
    /// The name that stands for nothing.
    pub(crate) fn fill(&self, value: &Value) -> Result<Value, String> {
        Ok(match value {
            Value::String(text) => self.fill_string(text)?,
            Value::Array(values) => values
                .iter()
                .map(|value| self.fill(value))
                .collect::<Result<Vec<_>, _>>()?
                .into(),
            Value::Object(fields) => Value::Object(
                fields
                    .iter()
                    .map(|(name, value)| Ok((name.clone(), self.fill(value)?)))
                    .collect::<Result<_, String>>()?,
            ),
            other => other.clone(),
        })
    }

    /// The text with all names replaced.
    pub(crate) fn fill_text(&self, text: &str) -> Result<String, String> {
        match self.fill_string(text)? {
            Value::String(text) => Ok(text),
            other => Ok(other.to_string()),
        }
    }

    fn fill_string(&self, text: &str) -> Result<Value, String> {
        let (mut filled, mut rest) = (String::new(), text);
        while let Some((before, after)) = rest.split_once("${") {
            let (name, after) = after
                .split_once('}')
                .ok_or_else(|| format!("{text}: a brace isn't closed"))?;
            let value = self.value(name)?;
            if before.is_empty() && after.is_empty() && filled.is_empty() {
                return Ok(value);
            }
            filled.push_str(before);
            match value {
                Value::String(value) => filled.push_str(&value),
                value => filled.push_str(&value.to_string()),
            }
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled.into())
    }

    /// `name`, or `name|upper` in upper case.
    fn value(&self, name: &str) -> Result<Value, String> {
        let (name, upper) = match name.split_once('|') {
            Some((name, "upper")) => (name, true),
            _ => (name, false),
        };
        let value = self
            .0
            .get(name)
            .ok_or_else(|| format!("nothing is known as ${{{name}}}"))?;
        Ok(match value {
            Value::String(text) if upper => text.to_uppercase().into(),
            value => value.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_become_their_values() {
        let mut variables = Variables::default();
        variables.set("id", json!("5f"));
        variables.set("status", json!(1));
        let filled = variables.fill(&json!({"a": ["${status}", "x${status}${id|upper}"], "b": 2}));
        assert_eq!(filled, Ok(json!({"a": [1, "x15F"], "b": 2})));
        assert!(variables.fill(&json!("${no}")).is_err());
        assert!(variables.fill(&json!("${id")).is_err());
    }
}
