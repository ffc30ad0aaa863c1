//! The passwords that a plan takes from elsewhere, all read before anything is written.

use std::collections::HashMap;

use m7_models::SipPassword;

use crate::roster::store::Secret;
use crate::roster::{Plan, Problem, Problems, Step};

/// By number: the passwords that aren't made up.
pub(super) struct Secrets(HashMap<String, SipPassword>);

impl Secrets {
    pub(super) fn read(plan: &Plan) -> Result<Self, Problems> {
        let mut given = HashMap::new();
        let mut problems = Vec::new();
        for step in plan.steps() {
            let Some(rule) = &step.password else {
                continue;
            };
            match rule.read(&step.number) {
                Ok(Some(password)) => {
                    given.insert(step.number.clone(), password);
                }
                Ok(None) => {}
                Err(wrong) => {
                    let field = format!("password of {}", step.number);
                    problems.push(Problem::new(wrong).field(field));
                }
            }
        }
        Problems::of(problems)?;
        Ok(Self(given))
    }

    /// Which password this step sets.
    pub(super) fn of(&self, step: &Step) -> Secret {
        match (&step.password, self.0.get(&step.number)) {
            (None, _) => Secret::None,
            (Some(_), Some(password)) => Secret::Given(password.clone()),
            (Some(_), None) => Secret::Generated,
        }
    }
}
