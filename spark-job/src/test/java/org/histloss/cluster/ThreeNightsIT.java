package org.histloss.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The line of deploy/cron/crontab, three nights long, as cron would run it. */
@Tag("cluster")
class ThreeNightsIT {
  private static final Pattern VARIABLE = Pattern.compile("([A-Z_]+)=(\\S+)");
  private static final Pattern ENTRY = Pattern.compile("\\d+ \\d+ \\* \\* \\* (.+)");

  @TempDir Path folder;

  private static final Path KEPT = Built.TARGET.resolve("three-nights");

  private final Map<String, String> variables = new LinkedHashMap<>();
  private String command;
  private Transcript transcript;

  @BeforeEach
  void readCrontab() throws IOException {
    transcript =
        new Transcript(
            Map.of(
                Built.REPOSITORY.toString(), "/opt/histloss", folder.toString(), "/srv/histloss"));
    Path crontab = Built.REPOSITORY.resolve("deploy/cron/crontab");
    for (String line : Files.readAllLines(crontab)) {
      Matcher variable = VARIABLE.matcher(line);
      Matcher entry = ENTRY.matcher(line);
      if (variable.matches()) {
        variables.put(variable.group(1), here(variable.group(2)));
      } else if (entry.matches()) {
        command = here(entry.group(1));
      }
    }
  }

  private String here(String text) {
    return text.replace("/opt/histloss", Built.REPOSITORY.toString())
        .replace("/srv/histloss", folder.toString());
  }

  @Test
  void promotedThenNothingNewThenWorse() throws Exception {
    Path config = Files.writeString(folder.resolve("nights.conf"), NightlyPhotos.configuration());
    variables.put("HISTLOSS_CONFIG", config.toString());
    NightsKept kept = new NightsKept(variables.get("HISTLOSS_REGISTRY"));
    Path photos = Path.of(variables.get("HISTLOSS_INPUT"));

    NightlyPhotos.first(photos);
    kept.promoted(night());
    kept.nothingNew(night());
    NightlyPhotos.mislabelled(photos);
    kept.notPromoted(night());
    assertThat(folder.resolve("nightly.log")).content().contains("retrain not promoted: ");
    history();
  }

  /** What somebody sees in the morning; the documentation quotes it all. */
  private void history() throws Exception {
    String registry = variables.get("HISTLOSS_REGISTRY");
    Submission history = Launcher.in(folder).run("history", "--registry", registry);
    assertThat(history.exitCode()).as(history.output()).isZero();
    transcript.add("/opt/histloss/bin/histloss history --registry " + registry, history.output());
    transcript.write(KEPT.resolve("cron.txt"));
    transcript.keep(folder.resolve("registry/history.html"), KEPT.resolve("history.html"));
    transcript.keep(folder.resolve("nightly.log"), KEPT.resolve("nightly.log"));
    transcript.assertQuotedBy(Built.REPOSITORY.resolve("docs/retraining.md"));
  }

  /** cron knows its user's name and home, and what the crontab sets; nothing else. */
  private Submission night() throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(List.of(variables.get("SHELL"), "-c", command))
            .directory(folder.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(List.of("HOME", "LOGNAME", "USER"));
    environment.putAll(variables);
    Submission night = Submission.finish(folder, builder);
    transcript.add(command, night.output());
    Path status = Path.of(variables.get("HISTLOSS_REGISTRY"), "status.json");
    transcript.add("cat " + status, Files.readString(status));
    return night;
  }
}
