package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.histloss.dataset.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The units of deploy/cron. */
class SystemdSampleTest {
  private static final Path UNITS = Script.DEPLOY.resolve("cron");
  private static final String SERVICE = "histloss-retrain.service";
  private static final String TIMER = "histloss-retrain.timer";

  @TempDir Path folder;

  /** Values of every key, as {@code Section/Key}. */
  private static Map<String, List<String>> unit(String name) throws IOException {
    Map<String, List<String>> values = new TreeMap<>();
    String section = "";
    for (String line : Files.readAllLines(UNITS.resolve(name))) {
      if (line.startsWith("[")) {
        section = line.substring(1, line.length() - 1);
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        String[] parts = line.split("=", 2);
        values.computeIfAbsent(section + "/" + parts[0], key -> new ArrayList<>()).add(parts[1]);
      }
    }
    return values;
  }

  @Test
  void theServiceRunsTheScriptAndKnowsTheExitCodes() throws IOException {
    Map<String, List<String>> service = unit(SERVICE);

    String script = service.get("Service/ExecStart").get(0);
    assertThat(script).startsWith("/opt/histloss/");
    assertThat(
            Manifests.REPOSITORY.resolve(script.replaceFirst("^/opt/histloss/", "")).toRealPath())
        .isExecutable();
    assertThat(service)
        .containsEntry("Service/Type", List.of("oneshot"))
        .containsEntry("Service/Restart", List.of("on-failure"))
        .containsEntry(
            "Service/SuccessExitStatus",
            List.of(codes(ExitCode.NOT_PROMOTED, ExitCode.NOTHING_NEW)))
        .containsEntry(
            "Service/RestartPreventExitStatus",
            List.of(
                codes(
                    ExitCode.BAD_CONFIGURATION,
                    ExitCode.BAD_DATA,
                    ExitCode.DIVERGED,
                    ExitCode.BUG)));
    assertThat(service.get("Service/Environment").stream().map(value -> value.split("=", 2)[0]))
        .containsExactly("HISTLOSS_INPUT", "HISTLOSS_DATA", "HISTLOSS_REGISTRY");
  }

  private static String codes(ExitCode... codes) {
    List<String> numbers = new ArrayList<>();
    for (ExitCode code : codes) {
      numbers.add(String.valueOf(code.code()));
    }
    return String.join(" ", numbers);
  }

  @Test
  void theTimerStartsEveryNight() throws Exception {
    Map<String, List<String>> timer = unit(TIMER);

    assertThat(timer).containsEntry("Install/WantedBy", List.of("timers.target"));
    assertThat(unit(SERVICE).keySet()).noneMatch(key -> key.startsWith("Install/"));
    assumeTrue(Script.onPath("systemd-analyze"), "systemd is not installed");
    Script calendar =
        Script.run(
            folder, Map.of(), "systemd-analyze", "calendar", timer.get("Timer/OnCalendar").get(0));
    assertThat(calendar.exitCode()).as(calendar.error()).isZero();
    assertThat(calendar.output()).contains("*-*-* 01:30:00");
  }

  /** What systemd has to say of the units, with the script's path as it is here. */
  private String verdict(UnaryOperator<String> change) throws Exception {
    String service = Files.readString(UNITS.resolve(SERVICE));
    String here = UNITS.getParent().getParent().toString();
    Files.writeString(
        folder.resolve(SERVICE), change.apply(service.replace("/opt/histloss", here)));
    Files.copy(UNITS.resolve(TIMER), folder.resolve(TIMER));
    Script verify =
        Script.run(
            folder,
            Map.of(),
            "systemd-analyze",
            "verify",
            folder.resolve(SERVICE).toString(),
            folder.resolve(TIMER).toString());
    return verify.error();
  }

  @Test
  void systemdTakesThem() throws Exception {
    assumeTrue(Script.onPath("systemd-analyze"), "systemd is not installed");

    assertThat(verdict(service -> service).lines().filter(line -> line.contains("histloss")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Nice=10, Nicer=10, Unknown key 'Nicer'",
    "Restart=on-failure, Restart=always, isn't allowed for Type=oneshot",
    "nightly.sh, nightli.sh, nightli.sh is not executable",
  })
  void systemdFindsAMistake(String right, String wrong, String said) throws Exception {
    assumeTrue(Script.onPath("systemd-analyze"), "systemd is not installed");

    assertThat(verdict(service -> service.replace(right, wrong))).contains(said);
  }
}
