//! How wide a text is: a table instead of a browser, so that every machine lays out the same.
//!
//! Sans is the widest of the usual system faces, letter by letter, so a text that fits here fits on the page.

/// A typeface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// The page's system sans-serif.
    Sans,
    /// Code and error names.
    Mono,
}

/// Thousandths of the size, for U+0020 to U+007E.
const SANS: [u16; 95] = [
    282, 300, 420, 640, 640, 880, 680, 250, 370, 370, 470, 660, 300, 450, 300, 380, // space to /
    640, 500, 620, 640, 660, 620, 640, 580, 640, 640, 300, 310, 660, 660, 660, 530, // 0 to ?
    950, 700, 670, 720, 740, 610, 600, 750, 750, 290, 570, 680, 570, 890, 760, 770, // @ to O
    650, 770, 660, 650, 660, 740, 700, 1000, 690, 680, 640, 370, 380, 370, 480, 480, // P to _
    560, 580, 620, 570, 620, 590, 370, 620, 600, 260, 260, 560, 260, 890, 600, 610, // ` to o
    620, 620, 400, 530, 370, 600, 570, 820, 560, 570, 560, 370, 340, 370, 660, // p to ~
];
const SANS_OTHER: u32 = 640;
const MONO: u32 = 602;
const WIDE: u32 = 1000;

/// Thousandths of the size one character takes.
fn advance(char: char, face: Face) -> u32 {
    if is_mark(char) {
        return 0;
    }
    if is_wide(char) {
        return if face == Face::Mono { 2 * MONO } else { WIDE };
    }
    match face {
        Face::Mono => MONO,
        Face::Sans => (char as usize)
            .checked_sub(0x20)
            .and_then(|place| SANS.get(place))
            .map_or(SANS_OTHER, |&width| width.into()),
    }
}

/// Characters that are drawn over the one before them, or not at all.
fn is_mark(char: char) -> bool {
    matches!(char as u32, 0..0x20 | 0x7F..0xA0 | 0x300..=0x36F | 0x483..=0x489 | 0x591..=0x5BD | 0x610..=0x61A
        | 0x64B..=0x65F | 0x93C | 0x941..=0x948 | 0x94D | 0xE31 | 0xE34..=0xE3A | 0xE47..=0xE4E | 0x1AB0..=0x1AFF
        | 0x1DC0..=0x1DFF | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2064 | 0x20D0..=0x20FF | 0x302A..=0x302D
        | 0x3099..=0x309A | 0xFE00..=0xFE0F | 0xFE20..=0xFE2F | 0xFEFF | 0x1F3FB..=0x1F3FF | 0xE0000..=0xE01EF)
}

/// Characters as wide as they are high: East Asian ones and emoji.
fn is_wide(char: char) -> bool {
    matches!(char as u32, 0x1100..=0x115F | 0x231A..=0x231B | 0x23E9..=0x23F3 | 0x25FD..=0x25FE | 0x2614..=0x2615
        | 0x2648..=0x2653 | 0x267F | 0x2693 | 0x26A1 | 0x26AA..=0x26AB | 0x26BD..=0x26BE | 0x26C4..=0x26C5 | 0x26CE
        | 0x26D4 | 0x26EA | 0x26F2..=0x26F5 | 0x26FA | 0x26FD | 0x2705 | 0x270A..=0x270B | 0x2728 | 0x274C | 0x274E
        | 0x2753..=0x2757 | 0x2795..=0x2797 | 0x27B0 | 0x27BF | 0x2B1B..=0x2B1C | 0x2B50 | 0x2B55 | 0x2E80..=0x303E
        | 0x3041..=0xA4CF | 0xA960..=0xA97F | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F | 0xFF00..=0xFF60
        | 0xFFE0..=0xFFE6 | 0x1F000..=0x1F3FA | 0x1F400..=0x1FAFF | 0x20000..=0x3FFFD)
}

/// The width of a text in pixels, rounded up; the size is in tenths of a pixel.
pub fn text_width(text: &str, size_tenths: u32, face: Face) -> i32 {
    let units: u64 = text.chars().map(|char| u64::from(advance(char, face))).sum();
    i32::try_from((units * u64::from(size_tenths)).div_ceil(10_000)).unwrap_or(i32::MAX)
}

/// The text, or as much of it as fits into a width with an ellipsis at its end.
pub fn fit(text: &str, width: i32, size_tenths: u32, face: Face) -> String {
    if text_width(text, size_tenths, face) <= width {
        return text.to_owned();
    }
    let room = u64::try_from(width).unwrap_or(0) * 10_000 / u64::from(size_tenths.max(1));
    let mut used = u64::from(advance('…', face));
    if used > room {
        return String::new();
    }
    let mut end = 0;
    for (at, char) in text.char_indices() {
        used += u64::from(advance(char, face));
        if used > room {
            break;
        }
        end = at + char.len_utf8();
    }
    format!("{}…", text[..end].trim_end())
}
