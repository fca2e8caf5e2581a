package org.histloss.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the README's commands in their order, in a folder where its example data lies. */
@Tag("cluster")
class ReadmeIT {
  private static final Pattern BLOCK = Pattern.compile("```bash\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  @Test
  void everyCommandWorks() throws Exception {
    TinyPictures.write(folder.resolve("photos"), 90, 4, 1);
    List<String> commands = commands();
    assertThat(commands).hasSizeGreaterThan(10).contains("bin/histloss doctor");

    for (String command : commands) {
      Submission run = run(command);
      assertThat(run.exitCode()).as("%s%n%s%n%s", command, run.output(), run.error()).isZero();
    }

    assertThat(folder.resolve("report/report.html")).isNotEmptyFile();
    assertThat(folder.resolve("report/report.json")).content().contains("\"recall@1\"");
  }

  /** All but the demo and the build, which .ci/run runs, and what needs somebody's cluster. */
  private static List<String> commands() throws IOException {
    List<String> commands = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(Built.REPOSITORY.resolve("README.md")));
    while (block.find()) {
      String joined = block.group(1).replaceAll("\\\\\n\\s*", "");
      joined
          .lines()
          .filter(line -> line.startsWith("bin/histloss ") && !line.contains("spark://"))
          .filter(line -> !line.equals("bin/histloss demo"))
          .forEach(commands::add);
    }
    return commands;
  }

  private Submission run(String command) throws IOException, InterruptedException {
    return Launcher.in(folder).run(List.of("bash", "-c", Built.REPOSITORY + "/" + command));
  }
}
