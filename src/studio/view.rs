//! The parts of the page, as a person chooses among them: tabs, sheets, colours.

/// Tabs of the dock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum DockTab {
    /// One lane a state, in virtual time.
    #[default]
    Timeline,
    /// The events, as AWS records them.
    History,
    /// The definition's text.
    Code,
    /// What is wrong with the definition.
    Problems,
    /// What each Task's calls answer.
    Mocks,
    /// Tasks that wait for a person.
    Approvals,
    /// The input, the seed, and how the run stands.
    Executions,
}

impl DockTab {
    /// All of them, in order.
    pub const ALL: [DockTab; 7] = [
        DockTab::Timeline,
        DockTab::History,
        DockTab::Code,
        DockTab::Problems,
        DockTab::Mocks,
        DockTab::Approvals,
        DockTab::Executions,
    ];

    /// The label, which is also the accessible name.
    pub fn label(self) -> &'static str {
        match self {
            DockTab::Timeline => "Timeline",
            DockTab::History => "History",
            DockTab::Code => "Code",
            DockTab::Problems => "Problems",
            DockTab::Mocks => "Mocks",
            DockTab::Approvals => "Approvals",
            DockTab::Executions => "Executions",
        }
    }
}

/// Tabs of the inspector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum InspectorTab {
    /// The state's main fields.
    #[default]
    Config,
    /// How data flows through it.
    Data,
    /// Retry, Catch and time limits.
    Errors,
    /// What its calls answer.
    Mock,
    /// What happened to it in this run.
    Run,
    /// Its own JSON.
    Asl,
}

impl InspectorTab {
    /// All of them, in order.
    pub const ALL: [InspectorTab; 6] = [
        InspectorTab::Config,
        InspectorTab::Data,
        InspectorTab::Errors,
        InspectorTab::Mock,
        InspectorTab::Run,
        InspectorTab::Asl,
    ];

    /// The label, which is also the accessible name.
    pub fn label(self) -> &'static str {
        match self {
            InspectorTab::Config => "Config",
            InspectorTab::Data => "Data",
            InspectorTab::Errors => "Errors",
            InspectorTab::Mock => "Mock",
            InspectorTab::Run => "Run",
            InspectorTab::Asl => "ASL",
        }
    }
}

/// What a small screen can show over the canvas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// Palette and outline.
    Left,
    /// The inspector.
    Inspector,
    /// The dock, at one of its tabs.
    Dock(DockTab),
}

/// The colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system is set.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// High contrast.
    Contrast,
}

impl Theme {
    /// All of them.
    pub const ALL: [Theme; 4] = [Theme::System, Theme::Light, Theme::Dark, Theme::Contrast];

    /// The value of `data-theme`; empty for the system's.
    pub fn as_str(self) -> &'static str {
        match self {
            Theme::System => "",
            Theme::Light => "light",
            Theme::Dark => "dark",
            Theme::Contrast => "contrast",
        }
    }
}
