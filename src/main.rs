//! The page's entry: panics are readable and end the page in words, then the app.

use stepwright::platform;

fn main() {
    std::panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        platform::stop_page(panic.payload_as_str().unwrap_or("a panic"));
    }));
    platform::fetch_deferred();
    stepwright::ui::start();
}
