package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Every command that the samples of deploy/ run is one of this version, with its options. */
class SampleCommandsTest {
  /** A command in prose, a comment or a DAG, up to the line's end; a backslash goes on. */
  private static final Pattern WRITTEN =
      Pattern.compile(
          "(?:bin/histloss|\"\\$HISTLOSS\") (prepare|retrain|[a-z]+ --[^\\n]*)([^\\n`|]*)");

  @TempDir Path folder;

  /** Why {@code command} is none, or nothing. */
  private static String mistake(List<String> command) {
    CommandLine known = Histloss.commandLine().getSubcommands().get(command.get(0));
    if (known == null) {
      return "no command " + command.get(0);
    }
    for (String argument : command.subList(1, command.size())) {
      String name = argument.split("=", 2)[0];
      if (name.startsWith("--") && !known.getCommandSpec().optionsMap().containsKey(name)) {
        return command.get(0) + " has no option " + name;
      }
    }
    return "";
  }

  private static void assertCommands(List<List<String>> commands) {
    assertThat(commands)
        .isNotEmpty()
        .allSatisfy(command -> assertThat(mistake(command)).as("%s", command).isEmpty());
  }

  @Test
  void aMistakeIsFound() {
    assertThat(mistake(List.of("train", "--data", "d", "--output=r"))).isEmpty();
    assertThat(mistake(List.of("trane", "--data=d"))).isEqualTo("no command trane");
    assertThat(mistake(List.of("train", "--dta=d"))).isEqualTo("train has no option --dta");
  }

  @Test
  void everyCommandOfTheManifestsExists() throws Exception {
    List<List<String>> commands = new ArrayList<>();
    for (JsonNode manifest : Manifests.all()) {
      commands.add(Manifests.arguments(Manifests.application(manifest)));
    }
    assertCommands(commands);
  }

  @Test
  void everyCommandThatTheScriptsRunExists() throws Exception {
    Path calls = folder.resolve("calls");
    Path launcher = Script.standIn(folder.resolve("bin/spark-submit"), Script.noting(calls));
    Map<String, String> environment = new HashMap<>();
    environment.put("SPARK_HOME", folder.toString());
    environment.put("HISTLOSS", launcher.toString());
    for (String name : List.of("HISTLOSS_INPUT", "HISTLOSS_DATA", "HISTLOSS_REGISTRY")) {
      environment.put(name, "some");
    }
    for (String script : List.of("cron/nightly.sh", "yarn/nightly.sh")) {
      Script.run(folder, environment, Script.DEPLOY.resolve(script).toString());
    }

    List<List<String>> commands = new ArrayList<>();
    for (List<String> call : Script.calls(calls)) {
      int jar = call.indexOf("--class") + 2; // the jar follows the class's name
      commands.add(jar == 1 ? call : call.subList(jar + 1, call.size()));
    }
    assertThat(commands).hasSize(4);
    assertCommands(commands);
  }

  @Test
  void everyCommandThatIsWrittenDownExists() throws Exception {
    List<Path> files = new ArrayList<>(List.of(Manifests.REPOSITORY.resolve("conf/retrain.conf")));
    try (Stream<Path> samples = Files.walk(Script.DEPLOY)) {
      samples.filter(file -> file.toString().matches(".*\\.(md|py)")).forEach(files::add);
    }
    List<List<String>> commands = new ArrayList<>();
    for (Path file : files) {
      String text = Files.readString(file).replaceAll("\\\\\n\\s*", "");
      for (MatchResult written : WRITTEN.matcher(text).results().toList()) {
        String line = written.group(1) + written.group(2);
        commands.add(Arrays.stream(line.strip().split("\\s+")).toList());
      }
    }
    assertThat(commands).hasSizeGreaterThan(3);
    assertCommands(commands);
  }
}
