package org.histloss.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.histloss.batch.Augmentation;
import org.histloss.config.Settings;
import org.histloss.config.Settings.UpdaterState;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.DatasetReader;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.network.EmbeddingModel;
import org.histloss.network.LearningRate;
import org.histloss.network.Networks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trains an embedding on a prepared data set and writes a run folder. */
public final class TrainJob {
  private static final Logger LOG = LoggerFactory.getLogger(TrainJob.class);

  private final SparkSession spark;
  private final Configuration hadoop;
  private final Request request;
  private final Settings settings;
  private final RunFolder folder;
  private final Progress progress;
  private final Validation validation;

  /** What to do with an unfinished run in the output folder. */
  public enum Resume {
    /** Go on with it when there is one. */
    AUTO,
    /** Start anew; an existing folder is refused unless it may be overwritten. */
    NEVER,
    /** Go on with it; refuse when there is none. */
    MUST
  }

  /**
   * What to do.
   *
   * @param data a prepared data set's folder
   * @param output the run folder
   * @param settings of the run
   * @param overwrite whether an existing folder may be replaced
   * @param resume what to do with an unfinished run
   */
  public record Request(
      String data, String output, Settings settings, boolean overwrite, Resume resume) {}

  /**
   * What was done.
   *
   * @param model the model's folder
   * @param parametersSha256 of its parameters as little-endian floats
   * @param rounds of the run
   * @param batches of the run
   * @param seconds of this process's training rounds
   * @param samplesPerSecond over these rounds
   * @param warnings for people
   */
  public record Result(
      String model,
      String parametersSha256,
      long rounds,
      long batches,
      double seconds,
      double samplesPerSecond,
      List<String> warnings) {}

  /** A job on this session that is not scored on the way. */
  public TrainJob(SparkSession spark, Request request, Progress progress) {
    this(spark, request, progress, null);
  }

  /**
   * A job on this session.
   *
   * @param validation scores the model every {@code training.evaluation-period} rounds and at the
   *     end, or null
   */
  public TrainJob(SparkSession spark, Request request, Progress progress, Validation validation) {
    this.validation = validation;
    this.spark = spark;
    this.hadoop = spark.sessionState().newHadoopConf();
    this.request = request;
    this.settings = request.settings();
    this.folder = new RunFolder(request.output(), hadoop);
    this.progress = progress;
  }

  /**
   * Trains.
   *
   * @throws JobException exit code 20 or 21 before anything is written, 30 or 40 later
   */
  public Result run() {
    DatasetReader data = openData();
    Checkpoint start = new StartingPoint(request, folder, hadoop).decide(data);
    RunPlan plan = RunPlan.of(settings, data);
    ComputationGraph network = new ComputationGraph(plan.network());
    network.init();
    checkBudget(plan, network);
    claimFolder(start);
    try {
      RunLog log = new RunLog(plan.rounds(), rate(plan.rounds()), folder, progress);
      train(plan, network, start, log);
      log.health();
      return publish(plan, network, log);
    } catch (Throwable failure) {
      // Spark's Scala methods throw checked exceptions that they don't declare.
      throw failed(failure);
    }
  }

  private DatasetReader openData() {
    DatasetReader data = DatasetReader.open(spark, new Path(request.data()));
    if (settings.data().verify() == Settings.Verify.SHA256) {
      data.verifyChecksums();
    }
    return data;
  }

  private void claimFolder(Checkpoint start) {
    if (start != null) {
      LOG.info("going on with {} from round {}", request.output(), start.nextRound() + 1);
      folder.cutMetrics(start.nextRound());
    } else {
      folder.clear();
      folder.publishConfiguration(settings.effective());
    }
  }

  private void train(RunPlan plan, ComputationGraph network, Checkpoint start, RunLog log) {
    long firstRound = 0;
    if (start != null) {
      start.state().put(network);
      firstRound = start.nextRound();
    }
    RoundNodes nodes = new RoundNodes(settings.loss(), start == null ? null : start.nodes());
    boolean reset = settings.training().averaging().updaterState() == UpdaterState.RESET;
    HistogramTrainingMaster master =
        new HistogramTrainingMaster(
            plan.rounds(),
            reset,
            settings.training().seed(),
            firstRound,
            nodes,
            (round, results, average, nanos) -> {
              log.finished(round, results, nanos, validate(plan, round, average));
              checkpoint(plan, round, average, nodes);
            });
    SparkComputationGraph sparkNetwork =
        new SparkComputationGraph(
            JavaSparkContext.fromSparkContext(spark.sparkContext()), network, master);
    try (Segments segments = new Segments(source(plan), settings, firstRound)) {
      while (segments.hasNext()) {
        sparkNetwork.fit(segments.next().batches());
      }
    }
  }

  private Segment.Source source(RunPlan plan) {
    SampleShape shape = plan.data().manifest().shape();
    return new Segment.Source(
        plan.data().samples(RunPlan.SPLIT),
        shape,
        new Augmentation(settings.augment(), shape, settings.training().seed()),
        plan.rounds(),
        plan.stream());
  }

  private void checkpoint(RunPlan plan, long round, ReplicaState average, RoundNodes nodes) {
    int period = settings.training().periods().checkpointPeriod();
    long next = round + 1;
    if (period > 0 && next % period == 0 && next < plan.rounds().rounds()) {
      folder.publishMetrics();
      new Checkpoint(
              next,
              settings.effective(),
              plan.data().manifest().datasetVersion(),
              average,
              nodes.current())
          .save(folder.checkpoints(), hadoop);
    }
  }

  /** The scores after a round, or null where they are not asked for. */
  private Validation.Scores validate(RunPlan plan, long round, ReplicaState average) {
    int period = settings.training().periods().evaluationPeriod();
    boolean due = period > 0 && ((round + 1) % period == 0 || round + 1 == plan.rounds().rounds());
    return validation != null && due ? validation.score(model(plan, average.parameters())) : null;
  }

  private EmbeddingModel model(RunPlan plan, float[] parameters) {
    return EmbeddingModel.of(
        new EmbeddingModel.Description(
            plan.data().manifest().shape(),
            settings.network().embeddingDimension(),
            settings.values().get("network.name"),
            plan.network().toJson(),
            settings.training().seed()),
        parameters);
  }

  private void checkBudget(RunPlan plan, ComputationGraph network) {
    long limit = spark.sparkContext().conf().getSizeAsBytes("spark.driver.maxResultSize", "1g");
    new RoundBudget(plan.rounds(), ReplicaState.of(network).bytes(), settings.loss().bins())
        .check(limit, Runtime.getRuntime().maxMemory());
  }

  private LearningRate rate(RoundPlan plan) {
    return Networks.learningRate(settings, plan.localSteps());
  }

  private Result publish(RunPlan plan, ComputationGraph trained, RunLog log) {
    EmbeddingModel model = model(plan, trained.params().dup().data().asFloat());
    model.save(folder.model(), hadoop);
    folder.publishMetrics();
    Result result =
        new Result(
            folder.model().toString(),
            model.parametersSha256(),
            plan.rounds().rounds(),
            plan.rounds().batches(),
            log.seconds(),
            log.samplesPerSecond(),
            log.warnings());
    folder.publishStatus(
        new RunStatus(
            RunStatus.DONE,
            ExitCode.DONE.code(),
            null,
            result.parametersSha256(),
            plan.data().manifest().datasetVersion(),
            figures(result),
            result.warnings()));
    return result;
  }

  private static Map<String, Double> figures(Result result) {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("rounds", (double) result.rounds());
    figures.put("batches", (double) result.batches());
    figures.put("seconds", result.seconds());
    figures.put("samplesPerSecond", result.samplesPerSecond());
    return figures;
  }

  /** Writes the last word on a run that failed; what is to be thrown. */
  private RuntimeException failed(Throwable failure) {
    JobException known = JobException.of(failure);
    ExitCode exitCode = known == null ? ExitCode.BUG : known.exitCode();
    String message = String.valueOf(known == null ? failure : known.getMessage());
    try {
      folder.publishStatus(RunStatus.failed(exitCode, message));
    } catch (RuntimeException second) {
      failure.addSuppressed(second);
    }
    if (known != null) {
      return known;
    }
    return failure instanceof RuntimeException bug ? bug : new IllegalStateException(failure);
  }
}
