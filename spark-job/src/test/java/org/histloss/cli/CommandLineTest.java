package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkException;
import org.histloss.config.Settings;
import org.histloss.config.SettingsReader;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What is answered without Spark. */
class CommandLineTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  static Set<String> commands() {
    return Histloss.commandLine().getSubcommands().keySet();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelp(String command) {
    assertThat(check(command, "--help")).as(err.toString()).isZero();
    assertThat(out.toString()).contains("Usage: histloss " + command);
    assertThat(check(command, "-h")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"prepare", "train", "evaluate", "compare", "embed", "report", "demo", "doctor"})
  void helpHasExamples(String command) {
    check(command, "--help");
    assertThat(out.toString()).contains("Example").contains("bin/histloss " + command);
  }

  /** An example that is wrapped can't be copied. */
  @Test
  void examplesFitATerminal() {
    for (CommandLine command : Histloss.commandLine().getSubcommands().values()) {
      assertThat(command.getCommandSpec().usageMessage().footer())
          .as(command.getCommandName())
          .isNotEmpty()
          .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }
  }

  @Test
  void theHelpOfPrepareNamesItsSources() {
    check("prepare", "--help");
    assertThat(out.toString()).contains("folder, csv, parquet, emoji or glyphs");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prepare --source folder --input in --output d",
        "prepare --source parquet --input in --output d",
        "prepare --source emoji --output d --overwrite",
        "prepare --append --source folder --input in --output d",
        "train --data d --output r --resume must --set training.seed=3",
        "evaluate --model r/model --data d --split val --output e",
        "embed --model r/model --data d --split all --format npy --output e",
        "compare a/model b/model c/model --data d --split val --output e --overwrite",
        "report e",
        "train --data d --output r --config hdfs://nameservice/only/the/cluster/knows.conf",
        "report e --set evaluation.recall-at=[1,100]",
        "demo",
        "demo --dataset glyphs --output g",
        "doctor",
      })
  void argumentsInOrderAreSubmitted(String line) {
    assertThat(check(line.split(" "))).as(err.toString()).isEqualTo(Preflight.GO_ON);
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train --data d | Missing required option: '--output=FOLDER' (see histloss train --help)",
        "trane | Unmatched argument at index 0: 'trane', did you mean train? (see histloss --help)",
        "blargh | Unmatched argument at index 0: 'blargh' (see histloss --help)",
        "train --data d --ouput r | Unknown option: '--ouput', did you mean --output? (see histloss"
            + " train --help)",
        "train --dataset=d --output r | Unknown option: '--dataset', did you mean --data? (see",
        "train --data d --out r | Unknown option: '--out', did you mean --output? (see",
        "train --data d --output r --Resmue must | Unknown option: '--Resmue', did you mean"
            + " --resume? (see",
        "doctor -x | Unknown option: '-x' (see histloss doctor --help)",
        "doctor --fast | Unknown option: '--fast' (see histloss doctor --help)",
        "report e --pol | Unknown option: '--pol', did you mean --pool? (see histloss report",
        "train --data d --output r --set loss.bins=0 | loss.bins = 0: must be at least 1",
        "demo --dataset cats | --dataset cats: must be one of emoji, glyphs",
        "prepare --append --overwrite --source glyphs --output d | --append: must not be given with",
        "prepare --source zip --output d | source = zip: must be one of",
        "prepare --source folder --output d | input: must be given for source = folder",
        "embed --model m --data d --output e --format csv"
            + " | --format csv: must be one of parquet, npy, both",
        "embed --model m --data d --output e --split dev"
            + " | --split dev: must be one of train, val, test, all",
        "report e --set evaluation.recall-at=[5,1] | evaluation.recall-at = [5, 1]: must ascend",
        "evaluate --model m --data d --output e --split all --set data.verify=size"
            + " | evaluation.split = all: must be one",
        "evaluate --model m --data d --output e --set data.verify=size --split all"
            + " | evaluation.split = all: must be one",
        "compare a/model --data d --output e | compare: 1 model given: must be two or more, such as",
        "compare --data d --output e | compare: 0 models given: must be two or more, such as",
        "compare a b a --data d --output e | a: given twice; a model can only be compared with",
        "compare a b --output e | Missing required option: '--data=DATASET' (see histloss compare",
        "compare a b --data d --output e --split all | evaluation.split = all: must be one of",
        "compare a b --data d --output e --set evaluation.bootstrap-draws=9"
            + " | evaluation.bootstrap-draws = 9: must be",
        "evaluate --model m --data d --output e --split all | evaluation.split = all: must be one"
            + " of train, val, test",
      })
  void mistakesAreOneLineAndExitCode20(String line, String message) {
    assertThat(check(line.split(" "))).isEqualTo(20);
    assertThat(err.toString().strip()).startsWith(message);
    assertThat(err.toString().strip().lines()).hasSize(1);
  }

  @Test
  void aConfigurationMayLieBehindAUri(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("job.conf"), "loss.bins = 0");
    URI missing = folder.resolve("other.conf").toUri();

    assertThat(run("doctor", "--config", file.toUri().toString())).isEqualTo(20);
    assertThat(run("doctor", "--config", missing.toString())).isEqualTo(20);
    assertThat(run("doctor", "--config", "nosuch://a/b.conf")).isEqualTo(20);
    Files.writeString(file, "loss { bins");
    assertThat(run("doctor", "--config", file.toUri().toString())).isEqualTo(20);

    assertThat(err.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("loss.bins = 0: must be at least 1"),
            line -> assertThat(line).isEqualTo("--config " + missing + ": no such file"),
            line -> assertThat(line).startsWith("--config nosuch://a/b.conf: No FileSystem"),
            line -> assertThat(line).startsWith("--config " + file.toUri() + ": String: 1:"));
  }

  @Test
  void evaluateTakesNoSettingsThatTheModelWasMadeWith() {
    Settings made = SettingsReader.with("network.embedding-dimension=64", "training.steps=9");
    EvaluateCommand.checkTheModels(
        SettingsReader.with(
            "network.embedding-dimension=64", "training.steps=9", "evaluation.split=val"),
        made);
    JobException refusal =
        assertThrows(
            JobException.class,
            () -> EvaluateCommand.checkTheModels(SettingsReader.with("training.steps=9"), made));
    assertThat(refusal.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
    assertThat(refusal)
        .hasMessageStartingWith("network.embedding-dimension = 256: the model was made with 64");
  }

  @Test
  void noCommandShowsTheHelp() {
    assertThat(check()).isEqualTo(20);
    assertThat(err.toString()).contains("Commands:");
  }

  @Test
  void aMistakeInsideASparkFailureKeepsItsExitCode() {
    JobException mistake = JobException.badData("sample 7 holds no picture");

    Failure failure = Failure.of(new RuntimeException("Job aborted", new Exception(mistake)));

    assertThat(failure.exitCode()).isEqualTo(ExitCode.BAD_DATA);
    assertThat(failure.line()).isEqualTo("sample 7 holds no picture");
  }

  @Test
  void aFullDiskIsInfrastructure() {
    Failure failure = Failure.of(new RuntimeException(new IOException("No space left on device")));

    assertThat(failure.exitCode()).isEqualTo(ExitCode.INFRASTRUCTURE);
    assertThat(failure.line()).isEqualTo("no disk space left: No space left on device");
  }

  @Test
  void lostExecutorsAndAMissingServiceAreInfrastructure() {
    String lost = "Job aborted due to stage failure: ExecutorLostFailure (executor 1 exited)\nmore";
    Failure spark = Failure.of(new SparkException(lost));
    assertThat(spark.exitCode()).isEqualTo(ExitCode.INFRASTRUCTURE);
    assertThat(spark.line()).startsWith("Spark failed: Job aborted").hasLineCount(1);

    Failure hdfs = Failure.of(new UncheckedIOException(new ConnectException("Connection refused")));
    assertThat(hdfs.exitCode()).isEqualTo(ExitCode.INFRASTRUCTURE);

    Failure bug = Failure.of(new SparkException("Job aborted", new NullPointerException("odd")));
    assertThat(bug.exitCode()).isEqualTo(ExitCode.BUG);
  }

  @Test
  void whatIsNoPathIsAMistake() {
    Failure empty =
        Failure.of(assertThrows(RuntimeException.class, () -> new org.apache.hadoop.fs.Path("")));
    assertThat(empty.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
    Exception scheme =
        assertThrows(
            IOException.class,
            () -> new org.apache.hadoop.fs.Path("nosuch://a/b").getFileSystem(new Configuration()));
    assertThat(Failure.of(scheme).exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
    Configuration lacking = new Configuration();
    lacking.set("fs.lacking.impl", "org.example.LackingFileSystem");
    Exception missing =
        assertThrows(
            RuntimeException.class,
            () -> new org.apache.hadoop.fs.Path("lacking://a/b").getFileSystem(lacking));
    assertThat(Failure.of(missing).exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
    assertThat(Failure.of(missing).line())
        .contains("Class org.example.LackingFileSystem not found", "(SPARK_HOME)");
  }

  @Test
  void aBugIsOneShortLine() {
    Failure failure = Failure.of(new IllegalStateException("odd\n\tat a.b.C\nand more"));

    assertThat(failure.exitCode()).isEqualTo(ExitCode.BUG);
    assertThat(failure.line()).startsWith("unexpected java.lang.IllegalStateException: odd (");
    assertThat(failure.line().lines()).hasSize(1);
  }

  @Test
  void whereTheClusterRunsTheDriverAFailureIsThrown() {
    System.setProperty("spark.submit.deployMode", "cluster");
    try {
      for (int result : new int[] {0, 10, 11}) {
        Ending.leave(result, null);
      }
      CommandLine line = Histloss.commandLine();
      line.setErr(new PrintWriter(err, true));
      int code = line.execute("train", "--data=d", "--output=r", "--set=loss.bins=0");
      JobException failure =
          catchThrowableOfType(
              JobException.class, () -> Ending.leave(code, Histloss.failureOf(line)));
      assertThat(failure.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
      assertThat(failure).hasMessage("exit code 20: loss.bins = 0: must be at least 1");
      for (int failed : new int[] {21, 30, 31, 40, 70}) {
        JobException thrown =
            catchThrowableOfType(JobException.class, () -> Ending.leave(failed, null));
        assertThat(thrown).hasMessage("exit code " + failed);
        assertThat(thrown.exitCode().code()).isEqualTo(failed);
      }
    } finally {
      System.clearProperty("spark.submit.deployMode");
    }
  }

  private int run(String... arguments) {
    CommandLine line = Histloss.commandLine();
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  private int check(String... arguments) {
    CommandLine line = Histloss.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return Preflight.check(line, arguments);
  }
}
