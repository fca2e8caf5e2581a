package org.histloss.report;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.Keys;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.slf4j.LoggerFactory;

/** A headless Chromium that the machine has installed, with a fresh profile. */
final class Browser implements AutoCloseable {
  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(Browser.class);

  /** Selenium warns of each browser that is newer than itself; what is used here is stable. */
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

  private final Path profile;
  private final ChromeDriver driver;

  private Browser(Path profile, ChromeDriver driver) {
    this.profile = profile;
    this.driver = driver;
  }

  /** True where a browser and its driver are on the path. */
  static boolean installed() {
    return find(BROWSERS).isPresent() && find(List.of("chromedriver")).isPresent();
  }

  /**
   * True unless the tests that need a browser may be skipped: none is installed, and neither the
   * environment variable {@code CI} nor {@code histloss.browser.required=true} asks for one.
   */
  static boolean installedOrRequired() {
    boolean wanted =
        installed()
            || System.getenv("CI") != null
            || Boolean.getBoolean("histloss.browser.required");
    if (!wanted) {
      LOG.warn("SKIPPED: no chromium and chromedriver on the PATH: nobody looks at the report");
    }
    return wanted;
  }

  static Browser open() throws IOException {
    SELENIUM.setLevel(Level.SEVERE);
    Path profile = Files.createTempDirectory("histloss-browser-");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(find(BROWSERS).orElseThrow().toFile());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--hide-scrollbars",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--user-data-dir=" + profile);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(find(List.of("chromedriver")).orElseThrow().toFile())
            .usingAnyFreePort()
            .build();
    return new Browser(profile, new ChromeDriver(service, options));
  }

  /** Shows a page at a width in CSS pixels, on a light or a dark screen. */
  void show(Path page, int width, boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 800, "deviceScaleFactor", 1, "mobile", width < 600));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "media",
            "",
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    driver.get(page.toUri().toString());
    driver.executeAsyncScript(
        "const done = arguments[0];"
            + "Promise.all([...document.images].map(i => i.decode().catch(() => 0))).then(done);");
  }

  /** Shows the page as on paper. */
  void print() {
    driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", "print"));
  }

  /** Value of a JavaScript expression on the page that is shown. */
  Object value(String expression) {
    return driver.executeScript("return " + expression);
  }

  /** Presses a key where the focus is. */
  void press(Keys key) {
    new Actions(driver).sendKeys(key).perform();
  }

  /** Everything the page made the browser say, or ask of a network, since the last call. */
  List<LogEntry> log(String type) {
    return driver.manage().logs().get(type).getAll();
  }

  /**
   * Addresses that a page made the browser ask for since the last call of the log, but for inline
   * data; the browser's own first page may still load.
   */
  List<String> requests() {
    return log(LogType.PERFORMANCE).stream()
        .map(LogEntry::getMessage)
        .filter(message -> message.contains("\"Network.requestWillBeSent\""))
        .map(message -> message.replaceAll("(?s).*\"request\":\\{.*?\"url\":\"([^\"]*)\".*", "$1"))
        .filter(url -> !url.startsWith("data:") && !url.startsWith("chrome:"))
        .toList();
  }

  /** A picture of the whole page. */
  byte[] screenshot() {
    Object answer =
        driver
            .executeCdpCommand(
                "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true))
            .get("data");
    return Base64.getDecoder().decode((String) answer);
  }

  /** The page as it prints. */
  byte[] pdf() {
    Object answer =
        driver.executeCdpCommand("Page.printToPDF", Map.of("printBackground", false)).get("data");
    return Base64.getDecoder().decode((String) answer);
  }

  @Override
  public void close() throws IOException {
    driver.quit();
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }

  private static Optional<Path> find(List<String> names) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .flatMap(folder -> names.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
