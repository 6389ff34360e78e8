//! The services a Task can call through an optimised integration: one row a service.
//!
//! One table answers the validator (which action, which pattern, which arguments), the drawing (which symbol) and
//! whoever lists what can be called. Sources: AWS, "Integrating optimized services with Step Functions", and each
//! service's API model for what an action takes.
//!
//! ```
//! use stepwright::asl::{Pattern, Resource, services::Service};
//! let resource = Resource::parse("arn:aws:states:::sns:publish");
//! let service = Service::of(&resource.integration).unwrap();
//! let publish = service.action("publish").unwrap();
//! assert!(publish.offers(Pattern::WaitForTaskToken) && !publish.offers(Pattern::Sync));
//! assert!(publish.arguments.find("Message").unwrap().required);
//! ```

mod sdk;
mod shape;
mod table;

use super::{Integration, Pattern};

pub use sdk::{SDK_NAMES, sdk_long_names, sdk_refuses};
pub use shape::{Member, Members, Shape};
pub use table::SERVICES;

/// A service.
#[derive(Clone, Copy, Debug)]
pub struct Service {
    /// Its name in a resource: `arn:aws:states:::<id>:<action>`.
    pub id: &'static str,
    /// Its name for people.
    pub label: &'static str,
    /// Its name in an AWS SDK integration, `arn:aws:states:::aws-sdk:<sdk>:<action>`, where it has one.
    pub sdk: Option<&'static str>,
    /// The symbol it is drawn with, where it has one of its own.
    pub icon: Option<&'static str>,
    /// What can be called.
    pub actions: &'static [Action],
}

/// An action of a service.
#[derive(Clone, Copy, Debug)]
pub struct Action {
    /// Its name in a resource, in camel case.
    pub name: &'static str,
    /// How a Task may wait for its answer.
    pub patterns: &'static [Pattern],
    /// What it takes.
    pub arguments: Members,
}

/// How a Task may wait for the answer of an AWS SDK integration.
pub const SDK_PATTERNS: &[Pattern] = &[Pattern::RequestResponse, Pattern::WaitForTaskToken];

impl Service {
    /// The service of that name in a resource.
    pub fn find(id: &str) -> Option<&'static Service> {
        SERVICES.iter().find(|service| service.id == id)
    }

    /// The service an integration calls, optimised or through the SDK.
    pub fn of(integration: &Integration) -> Option<&'static Service> {
        match integration {
            Integration::Lambda => Service::find("lambda"),
            Integration::Optimised { service, .. } => Service::find(service),
            Integration::AwsSdk { service, .. } => {
                SERVICES.iter().find(|row| row.sdk.is_some_and(|name| name == &**service))
            }
            Integration::Activity | Integration::Other => None,
        }
    }

    /// One of its actions.
    pub fn action(&self, name: &str) -> Option<&'static Action> {
        self.actions.iter().find(|action| action.name == name)
    }
}

impl Action {
    /// Whether a Task may wait for its answer so.
    pub fn offers(&self, pattern: Pattern) -> bool {
        self.patterns.contains(&pattern)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_can_be_found_and_read() {
        for service in SERVICES {
            assert!(std::ptr::eq(Service::find(service.id).unwrap(), service), "{}", service.id);
            for action in service.actions {
                assert!(std::ptr::eq(service.action(action.name).unwrap(), action), "{}", action.name);
                assert!(action.offers(Pattern::RequestResponse), "{}:{}", service.id, action.name);
                assert!(action.name.starts_with(|c: char| c.is_ascii_lowercase()), "{}", action.name);
                readable(action.arguments, &format!("{}:{}", service.id, action.name));
            }
        }
    }

    /// Every name is there once, in Pascal case, and every bracket is closed.
    fn readable(members: Members, of: &str) {
        let mut names = Vec::new();
        for member in members.iter() {
            assert!(!names.contains(&member.name), "{of}: {} stands twice", member.name);
            names.push(member.name);
            for name in member.name.split('/') {
                let is_name = name.chars().all(|c| c.is_ascii_alphanumeric());
                assert!(is_name && name.starts_with(|c: char| c.is_ascii_uppercase()), "{of}: {name:?}");
            }
            let mut shape = member.shape;
            while let Some(inner) = shape.element() {
                shape = inner;
            }
            if let Some(members) = shape.members() {
                readable(members, &format!("{of}.{}", member.name));
            }
        }
        assert!(!names.is_empty(), "{of}");
    }

    #[test]
    fn a_service_has_one_row_whatever_it_is_called_by() {
        let of = |text: &str| Service::of(&crate::asl::Resource::parse(text).integration).map(|service| service.label);
        assert_eq!(of("arn:aws:states:::states:startExecution.sync:2"), Some("AWS Step Functions"));
        assert_eq!(of("arn:aws:states:::aws-sdk:sfn:startExecution"), Some("AWS Step Functions"));
        assert_eq!(of("arn:aws:states:::events:putEvents"), of("arn:aws:states:::aws-sdk:eventbridge:putEvents"));
        assert_eq!(of("arn:aws:lambda:us-east-1:123456789012:function:f"), Some("AWS Lambda"));
        assert_eq!(of("arn:aws:states:us-east-1:123456789012:activity:a"), None);
        for (_, name) in SDK_NAMES {
            assert!(SDK_NAMES.iter().all(|(wrong, _)| *wrong != name), "{name} is both right and wrong");
        }
    }
}
