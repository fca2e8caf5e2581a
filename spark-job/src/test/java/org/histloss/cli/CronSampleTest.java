package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** deploy/cron: the script really runs, its commands are a stand-in's. */
class CronSampleTest {
  private static final Path NIGHTLY = Script.DEPLOY.resolve("cron/nightly.sh");
  private static final Pattern ENTRY =
      Pattern.compile("(\\S+) (\\S+) (\\S+) (\\S+) (\\S+) ([^%]+)");
  private static final Pattern VARIABLE = Pattern.compile("([A-Z_]+)=(\\S+)");
  private static final int[][] RANGES = {{0, 59}, {0, 23}, {1, 31}, {1, 12}, {0, 7}};

  @TempDir Path folder;

  private Path calls() {
    return folder.resolve("calls");
  }

  /** What the script is given, with a launcher that ends its commands as it is told. */
  private Map<String, String> environment(int prepare, int retrain) throws IOException {
    Path launcher =
        Script.standIn(
            folder.resolve("histloss"),
            Script.noting(calls()),
            "[ \"$1\" != --master ] || shift 2",
            "[ \"$HISTLOSS_REGISTRY $HISTLOSS_DATA\" = 'registry dataset' ] || exit 70",
            "echo \"$1 goes on\" >&2",
            "[ \"$1\" = retrain ] && code=" + retrain + " || code=" + prepare,
            "echo \"first line of $1\"",
            "[ $code -ge 20 ] || echo \"what came of $1\"",
            "[ $code -lt 20 ] || echo \"what is wrong with $1\" >&2",
            "echo",
            "exit $code");
    Map<String, String> environment = new HashMap<>();
    environment.put("HISTLOSS", launcher.toString());
    environment.put("HISTLOSS_INPUT", "my photos");
    environment.put("HISTLOSS_DATA", "dataset");
    environment.put("HISTLOSS_REGISTRY", "registry");
    return environment;
  }

  private Script nightly(Map<String, String> environment) throws Exception {
    return Script.run(folder, environment, NIGHTLY.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0  | ok histloss: promoted (exit code 0): what came of retrain",
        "10 | ok histloss: trained, not promoted (exit code 10): what came of retrain",
        "11 | ok histloss: nothing new (exit code 11): what came of retrain",
        "20 | FAILED histloss: retrain: bad configuration (exit code 20): what is wrong with retrain",
        "21 | FAILED histloss: retrain: bad data (exit code 21): what is wrong with retrain",
        "30 | FAILED histloss: retrain: infrastructure, a retry may help (exit code 30):"
            + " what is wrong with retrain",
        "31 | FAILED histloss: retrain: another run holds the lock, a later retry may help"
            + " (exit code 31): what is wrong with retrain",
        "40 | FAILED histloss: retrain: the training diverged (exit code 40):"
            + " what is wrong with retrain",
        "70 | FAILED histloss: retrain: a bug in histloss (exit code 70):"
            + " what is wrong with retrain",
        "137 | FAILED histloss: retrain: ended by signal 9 (exit code 137):"
            + " what is wrong with retrain",
      })
  void everyExitCodeIsSaidInOneLineAndPassedOn(int code, String line) throws Exception {
    Script night = nightly(environment(0, code));

    assertThat(night.output()).isEqualTo(line + "\n");
    assertThat(night.exitCode()).isEqualTo(code);
    assertThat(night.error()).contains("prepare goes on", "retrain goes on", "first line of");
    String config = NIGHTLY.resolve("../../../conf/retrain.conf").normalize().toString();
    assertThat(Script.calls(calls()))
        .containsExactly(
            List.of(
                "prepare",
                "--append",
                "--source",
                "folder",
                "--input",
                "my photos",
                "--output",
                "dataset",
                "--config",
                config),
            List.of("retrain", "--config", config));
  }

  @Test
  void nothingIsTrainedWhereTheDataCouldNotBePrepared() throws Exception {
    Script night = nightly(environment(21, 0));

    assertThat(night.exitCode()).isEqualTo(21);
    assertThat(night.output())
        .isEqualTo(
            "FAILED histloss: prepare: bad data (exit code 21): what is wrong with prepare\n");
    assertThat(Script.calls(calls())).hasSize(1);
  }

  @Test
  void optionsComeBeforeTheCommandAndSuccessesEndAsZero() throws Exception {
    Map<String, String> environment = environment(0, 10);
    environment.put("HISTLOSS_OPTIONS", "--master local[1]");
    environment.put("HISTLOSS_SUCCESS", "10 11");

    Script night = nightly(environment);

    assertThat(night.exitCode()).isZero();
    assertThat(night.output()).startsWith("ok histloss: trained, not promoted (exit code 10)");
    assertThat(Script.calls(calls()))
        .allSatisfy(call -> assertThat(call).startsWith("--master", "local[1]"));
  }

  @ParameterizedTest
  @CsvSource({"0, promoted", "10, not promoted", "31, locked"})
  void theLineInWhichRetrainSumsItselfUpComesFirst(int code, String state) throws Exception {
    Map<String, String> environment = environment(0, 0);
    environment.put(
        "HISTLOSS",
        Script.standIn(
                folder.resolve("summing"),
                "[ \"$1\" = retrain ] || exit 0",
                "echo 'retrain " + state + ": 1.5 points: enough'",
                "echo 'on standard error is more' >&2",
                "exit " + code)
            .toString());

    assertThat(nightly(environment).output())
        .endsWith("(exit code " + code + "): 1.5 points: enough\n");
  }

  /** The second night begins while the first one prepares, and again after its end. */
  @Test
  void oneNightAtATime() throws Exception {
    assumeTrue(Script.onPath("flock"), "flock is not installed");
    Path second = folder.resolve("second");
    Map<String, String> environment = environment(0, 0);
    environment.put(
        "HISTLOSS",
        Script.standIn(
                folder.resolve("long"),
                Script.noting(calls()),
                "[ ! -e '" + second + "' ] || exit 0",
                "'" + NIGHTLY + "' >'" + second + "' 2>/dev/null",
                "echo $? >>'" + second + "'")
            .toString());

    assertThat(nightly(environment).exitCode()).isZero();

    assertThat(second)
        .hasContent("FAILED histloss: the night before is still at work (exit code 31)\n31");
    assertThat(Script.calls(calls())).hasSize(2);
    assertThat(nightly(environment).exitCode()).isZero();
    assertThat(Script.calls(calls())).hasSize(4);
  }

  @Test
  void aFailureIsNeverASuccess() throws Exception {
    Map<String, String> environment = environment(0, 31);
    environment.put("HISTLOSS_SUCCESS", "10 11");

    assertThat(nightly(environment).exitCode()).isEqualTo(31);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HISTLOSS_INPUT", "HISTLOSS_DATA", "HISTLOSS_REGISTRY"})
  void whatMustBeSetIsNamed(String name) throws Exception {
    Map<String, String> environment = environment(0, 0);
    environment.remove(name);

    Script night = nightly(environment);

    assertThat(night.exitCode()).isEqualTo(20);
    assertThat(night.output())
        .isEqualTo("FAILED histloss: " + name + " must be set (exit code 20)\n");
    assertThat(calls()).doesNotExist();
  }

  @Test
  void aMissingLauncherIsNoSuccess() throws Exception {
    Map<String, String> environment = environment(0, 0);
    environment.put("HISTLOSS", folder.resolve("nowhere").toString());

    Script night = nightly(environment);

    assertThat(night.exitCode()).isEqualTo(127);
    assertThat(night.output()).startsWith("FAILED histloss: prepare: did not run (exit code 127)");
  }

  @Test
  void whoEndsTheScriptEndsTheCommand() throws Exception {
    Map<String, String> environment = environment(0, 0);
    environment.put(
        "HISTLOSS",
        Script.standIn(
                folder.resolve("patient"),
                "[ \"$1\" = retrain ] || exit 0",
                "trap 'echo told to end >&2; exit 143' TERM",
                "echo ready >&2",
                "while :; do sleep 0.05; done")
            .toString());
    ProcessBuilder builder = new ProcessBuilder(NIGHTLY.toString()).directory(folder.toFile());
    Script.clean(builder.environment());
    builder.environment().putAll(environment);
    Process night = builder.start();
    try (BufferedReader error = night.errorReader()) {
      assertThat(error.readLine()).isEqualTo("ready");

      night.toHandle().destroy(); // the process itself would close its streams, too

      assertThat(error.readLine()).isEqualTo("told to end");
      assertThat(night.waitFor()).isEqualTo(143);
      assertThat(new String(night.getInputStream().readAllBytes()))
          .isEqualTo("FAILED histloss: retrain: ended by signal 15 (exit code 143): told to end\n");
    }
  }

  @Test
  void everyShellScriptIsWellFormed() throws Exception {
    List<String> scripts = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Script.DEPLOY)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file);
        if (text.startsWith("#!")) {
          assertThat(file).isExecutable();
          String shell = text.startsWith("#!/bin/sh\n") ? "sh" : "bash";
          Script parsed = Script.run(folder, Map.of(), shell, "-n", file.toString());
          assertThat(parsed.exitCode()).as("%s: %s", file, parsed.error()).isZero();
          scripts.add(file.toString());
        }
      }
    }
    assertThat(scripts).hasSize(4);
    assumeTrue(Script.onPath("shellcheck"), "shellcheck is not installed");
    scripts.add(0, "shellcheck");
    Script checked = Script.run(folder, Map.of(), scripts.toArray(String[]::new));
    assertThat(checked.output()).isEmpty();
    assertThat(checked.exitCode()).isZero();
  }

  @Test
  void aShellScriptThatIsNotWellFormedIsFound() throws Exception {
    Path broken = Script.standIn(folder.resolve("broken"), "if true; then");

    assertThat(Script.run(folder, Map.of(), "sh", "-n", broken.toString()).exitCode()).isNotZero();
  }

  /** Why cron would not take a line as it is meant, or nothing. */
  private static String mistake(String line) {
    if (line.isEmpty() || line.startsWith("#") || VARIABLE.matcher(line).matches()) {
      return "";
    }
    Matcher entry = ENTRY.matcher(line);
    if (!entry.matches()) {
      return "neither a variable nor an entry";
    }
    for (int i = 0; i < RANGES.length; i++) {
      String field = entry.group(i + 1);
      if (!field.equals("*")
          && !(field.matches("\\d{1,2}")
              && Integer.parseInt(field) >= RANGES[i][0]
              && Integer.parseInt(field) <= RANGES[i][1])) {
        return "field " + (i + 1);
      }
    }
    return entry.group(6).startsWith("/opt/histloss/deploy/cron/nightly.sh ") ? "" : "command";
  }

  @Test
  void cronTakesEveryLine() throws Exception {
    List<String> lines = Files.readAllLines(Script.DEPLOY.resolve("cron/crontab"));

    assertThat(lines).allSatisfy(line -> assertThat(mistake(line)).as(line).isEmpty());
    assertThat(lines.stream().filter(line -> line.matches("[0-9*].*"))).hasSize(1);
    assertThat(lines.stream().map(line -> line.split("=", 2)[0]))
        .contains("HISTLOSS_INPUT", "HISTLOSS_DATA", "HISTLOSS_REGISTRY");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "30 25 * * * /opt/histloss/deploy/cron/nightly.sh 2>>log            | field 2",
        "30 1 * * /opt/histloss/deploy/cron/nightly.sh 2>>log               | field 5",
        "30 1 * * * /opt/histloss/deploy/cron/nightly.sh 2>>log-$(date +%d) | neither",
        "30 1 * * * /opt/histloss/deploy/cron/nightli.sh 2>>log             | command",
        "MAILTO = somebody                                                  | neither",
      })
  void aWrongLineOfACrontabIsFound(String line, String what) {
    assertThat(mistake(line)).startsWith(what);
  }

  @Test
  void theLogOfTheNightsIsRotated() throws Exception {
    String sample = Files.readString(Script.DEPLOY.resolve("cron/logrotate"));
    Matcher log =
        Pattern.compile("2>>(\\S+)")
            .matcher(Files.readString(Script.DEPLOY.resolve("cron/crontab")));
    assertThat(log.find()).isTrue();
    assertThat(sample).contains("\n" + log.group(1) + " {\n", "\n    su histloss histloss\n");
    assumeTrue(Script.onPath("logrotate"), "logrotate is not installed");
    Path here = Files.writeString(folder.resolve("nightly.log"), "a night");
    Path rules = folder.resolve("rules");
    // This machine need not have the user.
    Files.writeString(
        rules, sample.replace(log.group(1), here.toString()).replace("su histloss histloss", ""));

    String state = folder.resolve("state").toString();
    Script rotated = Script.run(folder, Map.of(), "logrotate", "-f", "-s", state, rules.toString());

    assertThat(rotated.error()).isEmpty();
    assertThat(rotated.exitCode()).isZero();
    assertThat(folder.resolve("nightly.log.1")).hasContent("a night");
  }
}
