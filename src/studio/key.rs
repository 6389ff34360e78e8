//! Keys: what is pressed, how people read it, and how a screen reader is told.

/// A key, whatever is held with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "a key is called what stands on it")]
pub enum Key {
    /// The one that types a character of ASCII; a letter is small.
    Char(u8),
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    Home,
    End,
    Enter,
    Space,
    Escape,
    Tab,
    Delete,
    Backspace,
    F2,
    F3,
    F8,
    F10,
}

/// The keys that are more than their character: as the browser names them (UI Events, "Named key values"), and as people read them.
const NAMED: [(Key, &str, &str); 18] = [
    (Key::Up, "ArrowUp", "↑"),
    (Key::Down, "ArrowDown", "↓"),
    (Key::Left, "ArrowLeft", "←"),
    (Key::Right, "ArrowRight", "→"),
    (Key::PageUp, "PageUp", "Page ↑"),
    (Key::PageDown, "PageDown", "Page ↓"),
    (Key::Home, "Home", "Home"),
    (Key::End, "End", "End"),
    (Key::Enter, "Enter", "Enter"),
    (Key::Space, " ", "Space"),
    (Key::Escape, "Escape", "Esc"),
    (Key::Tab, "Tab", "Tab"),
    (Key::Delete, "Delete", "Delete"),
    (Key::Backspace, "Backspace", "Backspace"),
    (Key::F2, "F2", "F2"),
    (Key::F3, "F3", "F3"),
    (Key::F8, "F8", "F8"),
    (Key::F10, "F10", "F10"),
];

impl Key {
    /// The key that the browser names so; none of those that no command has.
    fn named(name: &str) -> Option<Key> {
        let named = NAMED.iter().find(|(_, own, _)| *own == name).map(|(key, ..)| *key);
        match (named, name.as_bytes()) {
            (None, [typed]) => Some(Key::Char(typed.to_ascii_lowercase())),
            (named, _) => named,
        }
    }

    /// As people read it, or as the browser names it.
    fn words(self, browsers: bool) -> String {
        match (self, browsers) {
            // What stands between keys cannot be one (WAI-ARIA, `aria-keyshortcuts`).
            (Key::Char(b'+'), true) => "Plus".to_owned(),
            (Key::Char(typed), _) => char::from(typed.to_ascii_uppercase()).to_string(),
            _ => {
                let named = NAMED.iter().find(|(key, ..)| *key == self);
                named.map_or("", |(_, name, words)| if browsers { name } else { words }).to_owned()
            }
        }
    }

    /// Where it leads along a list of so many entries, a page of which is so long.
    pub fn along(self, at: usize, count: usize, page: usize) -> Option<usize> {
        let last = count.saturating_sub(1);
        let to = match self {
            Key::Down => at + 1,
            Key::Up => at.saturating_sub(1),
            Key::PageDown => at + page,
            Key::PageUp => at.saturating_sub(page),
            Key::Home => 0,
            Key::End => last,
            _ => return None,
        };
        Some(to.min(last))
    }
}

/// Whose names the keys have that are held with others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyboard {
    /// Ctrl, Alt and Shift.
    Pc,
    /// ⌘, ⌥ and ⇧.
    Apple,
}

/// A key with those that are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chord {
    /// The key.
    pub key: Key,
    /// Whether Ctrl is held, or ⌘.
    command: bool,
    alt: bool,
    shift: bool,
}

impl Chord {
    /// A key alone.
    pub(super) const fn of(key: Key) -> Chord {
        Chord { key, command: false, alt: false, shift: false }
    }

    pub(super) const fn command(self) -> Chord {
        Chord { command: true, ..self }
    }

    pub(super) const fn alt(self) -> Chord {
        Chord { alt: true, ..self }
    }

    pub(super) const fn shift(self) -> Chord {
        Chord { shift: true, ..self }
    }

    /// What is pressed, from the browser's name of the key. A character that is no letter is itself on every keyboard,
    /// whether it takes Shift to type it, or a sign even Alt.
    pub fn pressed(name: &str, command: bool, alt: bool, shift: bool) -> Option<Chord> {
        let key = Key::named(name)?;
        let (takes_shift, takes_alt) = match key {
            Key::Char(typed) => (!typed.is_ascii_alphabetic(), !typed.is_ascii_alphanumeric()),
            _ => (false, false),
        };
        Some(Chord { key, command, alt: alt && !takes_alt, shift: shift && !takes_shift })
    }

    /// Whether a list of choices has a use for it: a character finds one.
    pub fn is_typed(self) -> bool {
        matches!(self.key, Key::Char(_)) && !self.command
    }

    /// As people read it.
    pub fn words(self, keyboard: Keyboard) -> String {
        match keyboard {
            Keyboard::Pc => self.held(["Ctrl+", "Alt+", "Shift+"], false),
            Keyboard::Apple => self.held(["⌘", "⌥", "⇧"], false),
        }
    }

    /// As `aria-keyshortcuts` has it.
    pub fn aria(self, keyboard: Keyboard) -> String {
        match keyboard {
            Keyboard::Pc => self.held(["Control+", "Alt+", "Shift+"], true),
            Keyboard::Apple => self.held(["Meta+", "Alt+", "Shift+"], true),
        }
    }

    /// The names of what is held, and the key's own behind them.
    fn held(self, names: [&str; 3], browsers: bool) -> String {
        let mut words = String::new();
        for (name, is_held) in names.into_iter().zip([self.command, self.alt, self.shift]) {
            if is_held {
                words.push_str(name);
            }
        }
        words + &self.key.words(browsers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(name: &str, command: bool, alt: bool, shift: bool) -> Option<Chord> {
        Chord::pressed(name, command, alt, shift)
    }

    #[test]
    fn a_letter_is_the_same_with_and_without_shift_lock() {
        let undo = Chord::of(Key::Char(b'z')).command();
        assert_eq!(pressed("z", true, false, false), Some(undo));
        assert_eq!(pressed("Z", true, false, false), Some(undo));
        assert_eq!(pressed("Z", true, false, true), Some(undo.shift()));
    }

    #[test]
    fn a_sign_is_itself_however_it_is_typed() {
        let help = Some(Chord::of(Key::Char(b'?')));
        assert_eq!(pressed("?", false, false, true), help);
        assert_eq!(pressed("?", false, true, false), help);
        assert_ne!(pressed("?", true, false, true), help, "Ctrl+? is another chord");
        assert_eq!(pressed("0", false, false, true), Some(Chord::of(Key::Char(b'0'))), "as on a French keyboard");
        assert_ne!(
            pressed("0", false, true, false),
            Some(Chord::of(Key::Char(b'0'))),
            "Alt with digits types a character"
        );
    }

    #[test]
    fn keys_of_no_command_are_none() {
        for name in ["F1", "Dead", "Unidentified", "Shift", "é", ""] {
            assert_eq!(pressed(name, false, false, false), None, "{name}");
        }
    }

    #[test]
    fn chords_are_spelt_as_each_keyboard_has_them() {
        let redo = Chord::of(Key::Char(b'z')).command().shift();
        assert_eq!(redo.words(Keyboard::Pc), "Ctrl+Shift+Z");
        assert_eq!(redo.words(Keyboard::Apple), "⌘⇧Z");
        assert_eq!(redo.aria(Keyboard::Pc), "Control+Shift+Z");
        assert_eq!(redo.aria(Keyboard::Apple), "Meta+Shift+Z");
        let closer = Chord::of(Key::Char(b'+'));
        assert_eq!((closer.words(Keyboard::Pc).as_str(), closer.aria(Keyboard::Pc).as_str()), ("+", "Plus"));
        assert_eq!(Chord::of(Key::Up).alt().words(Keyboard::Pc), "Alt+↑");
    }

    #[test]
    fn every_key_with_a_name_is_found_by_it() {
        for (key, name, words) in NAMED {
            assert_eq!(Key::named(name), Some(key));
            assert_eq!((key.words(true).as_str(), key.words(false).as_str()), (name, words));
        }
    }

    #[test]
    fn keys_lead_along_a_list_and_not_beyond_it() {
        let to = |key: Key, at| key.along(at, 20, 8);
        assert_eq!(
            [to(Key::Down, 3), to(Key::Up, 3), to(Key::PageDown, 3), to(Key::PageUp, 11)],
            [4, 2, 11, 3].map(Some)
        );
        assert_eq!([to(Key::Home, 3), to(Key::End, 3), to(Key::Down, 19), to(Key::Up, 0)], [0, 19, 19, 0].map(Some));
        assert_eq!([to(Key::PageUp, 3), to(Key::PageDown, 18)], [0, 19].map(Some));
        assert_eq!(to(Key::Left, 3), None);
        assert_eq!(Key::Down.along(0, 0, 8), Some(0), "an empty list");
    }
}
