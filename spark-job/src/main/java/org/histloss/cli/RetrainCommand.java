package org.histloss.cli;

import java.io.PrintWriter;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.histloss.config.RetrainSettings;
import org.histloss.config.Settings;
import org.histloss.dataset.JobException;
import org.histloss.retraining.RetrainJob;
import org.histloss.retraining.Stages;
import org.histloss.retraining.status.RegistryStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code retrain}: a data set that has grown becomes a better champion, or none. */
@Command(
    name = "retrain",
    mixinStandardHelpOptions = true,
    description = {
      "For a scheduler: where the data set has a new version, trains a challenger, holds it against"
          + " the champion on identities that neither was trained on, and promotes it if the gate"
          + " lets it through. One run at a time; what a killed run began is gone on with. The"
          + " registry's status.json, history.html and the exit code say what was done.",
      "Exit codes: 0 promoted, 10 not promoted, 11 nothing new, 31 another run holds the lock."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bin/histloss retrain --config conf/retrain.conf",
      "  bin/histloss retrain --set retrain.registry=registry \\",
      "      --set retrain.data=dataset",
    })
final class RetrainCommand implements JobCommand {
  private static final Logger LOG = LoggerFactory.getLogger(RetrainCommand.class);

  @Spec private CommandSpec spec;

  @Mixin private JobOptions options;

  private final BiFunction<Supplier<SparkSession>, Settings, Stages> stages;

  RetrainCommand() {
    this(RetrainStages::new);
  }

  /** With other stages, for tests. */
  RetrainCommand(BiFunction<Supplier<SparkSession>, Settings, Stages> stages) {
    this.stages = stages;
  }

  @Override
  public void check() {
    try {
      request();
    } catch (JobException refusal) {
      tryToTell(refusal);
      throw refusal;
    }
  }

  /** The machine that submits may not reach the registry, and its paths may mean other folders. */
  private void tryToTell(JobException refusal) {
    try {
      options
          .refused()
          .filter(RetrainCommand::isHere)
          .ifPresent(where -> RetrainJob.tellRefused(Inputs.hadoop(), where, refusal));
    } catch (RuntimeException e) {
      if (e != refusal) {
        LOG.warn("the registry is not told of the refusal: {}", e.getMessage());
      }
    }
  }

  private static boolean isHere(RetrainSettings where) {
    String scheme = new Path(where.registry()).toUri().getScheme();
    return (scheme == null || scheme.equals("file"))
        && RetrainJob.hasBegun(Inputs.hadoop(), where.registry());
  }

  private RetrainJob.Request request() {
    RetrainJob.Request request = new RetrainJob.Request(options.retrain(), options.settings());
    request.check();
    return request;
  }

  /** What to do; that it is refused stands in the registry's status like any other end. */
  private RetrainJob.Request requestOrTell() {
    try {
      return request();
    } catch (JobException refusal) {
      options.refused().ifPresent(where -> RetrainJob.tellRefused(Inputs.hadoop(), where, refusal));
      throw refusal;
    }
  }

  @Override
  public Integer call() {
    RetrainJob.Request request = requestOrTell();
    RegistryStatus status;
    try (LateSession spark = new LateSession("retrain")) {
      Stages made = stages.apply(spark, request.settings());
      status = new RetrainJob(Inputs.hadoop(), request, made).run();
    } catch (Throwable e) {
      say("failed: " + Failure.of(e).line());
      throw e;
    }
    say("%s: %s".formatted(status.state(), status.message()));
    return status.exitCode();
  }

  private void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("retrain " + line);
    out.flush();
  }
}
