//! Accounts and the roles they may have.

use chrono::{DateTime, Utc};

use super::{code::codes, id::AccountId};

codes! {
    /// A role of an account at an office.
    pub enum OfficeRole {
        /// 督查室经办.
        OfficeOperator = "OFFICE_OPERATOR",
        /// 督查室负责人.
        OfficeHead = "OFFICE_HEAD",
        /// 系统管理员.
        SystemAdmin = "SYSTEM_ADMIN",
        /// 安全管理员.
        SecurityAdmin = "SECURITY_ADMIN",
        /// 审计管理员.
        AuditAdmin = "AUDIT_ADMIN",
        /// Another system.
        Service = "SERVICE",
    }
}

impl OfficeRole {
    /// Whether it is one of the three administrators (三员), who see no business content and have
    /// no other role.
    #[must_use]
    pub const fn is_administrator(self) -> bool {
        matches!(self, Self::SystemAdmin | Self::SecurityAdmin | Self::AuditAdmin)
    }

    /// Whether it does the office's own work.
    #[must_use]
    pub const fn is_office(self) -> bool {
        matches!(self, Self::OfficeOperator | Self::OfficeHead)
    }
}

codes! {
    /// A role of an account in a unit.
    pub enum UnitRole {
        /// 单位经办.
        Operator = "OPERATOR",
        /// 单位负责人.
        Head = "HEAD",
        /// Another system that acts for the unit.
        Service = "SERVICE",
    }
}

/// Someone who signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Key.
    pub id: AccountId,
    /// Name to sign in with.
    pub username: String,
    /// Name of the person or system.
    pub name: String,
    /// Since when it may not sign in.
    pub disabled_at: Option<DateTime<Utc>>,
}

/// A user name as kept: trimmed and in lower case, 2 to 64 letters, digits, `_`, `-`, `.` or `@`.
#[must_use]
pub fn username(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let length = text.chars().count();
    let fits = (2..=64).contains(&length)
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '@'));
    fits.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::username;

    #[test]
    fn user_names_are_folded_and_held_to_their_characters() {
        assert_eq!(username(" DuBan_1 ").as_deref(), Some("duban_1"));
        for bad in ["", "a", "a b", "a\0b", "a/b", &"x".repeat(65)] {
            assert_eq!(username(bad), None, "{bad:?}");
        }
    }
}
