package org.histloss.training;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.apache.spark.SparkContext;
import org.apache.spark.metrics.source.Source;

/**
 * The last finished round in Spark's metrics system, for whatever sinks the site has set up, while
 * a training runs: {@code <namespace>.driver.histloss.<name>}. Before the first round ends, gauges
 * are NaN.
 *
 * <p>{@link Source} is private to Spark's package for Scala only; to the JVM it is public, and it
 * is the same two methods in every Spark 3. Spark creates sources by their class name otherwise,
 * and such a one could learn of the training through static state only.
 */
final class RoundGauges implements Source, AutoCloseable {
  private final MetricRegistry registry = new MetricRegistry();
  private final RoundTraffic traffic = new RoundTraffic();
  private final SparkContext spark;

  private RoundGauges(SparkContext spark, Supplier<RoundMetrics> last) {
    this.spark = spark;
    gauge("round", last, RoundMetrics::round);
    gauge("rounds", last, RoundMetrics::rounds);
    gauge("batches", last, RoundMetrics::batches);
    gauge("loss", last, RoundMetrics::loss);
    gauge("pooledLoss", last, RoundMetrics::pooledLoss);
    gauge("separation", last, RoundGauges::separation);
    gauge("inertPositives", last, RoundMetrics::inertPositives);
    gauge("inertNegatives", last, RoundMetrics::inertNegatives);
    gauge("divergence", last, RoundMetrics::divergence);
    gauge("learningRate", last, RoundMetrics::learningRate);
    gauge("samplesPerSecond", last, RoundMetrics::samplesPerSecond);
    registry.register("broadcastBytes", traffic.broadcast);
    registry.register("collectedBytes", traffic.collected);
  }

  /**
   * Shows a training to this application's sinks until it is closed.
   *
   * @param last the last finished round, or null; sinks ask for it from threads of their own
   */
  static RoundGauges register(SparkContext spark, Supplier<RoundMetrics> last) {
    RoundGauges gauges = new RoundGauges(spark, last);
    spark.addSparkListener(gauges.traffic);
    spark.env().metricsSystem().registerSource(gauges);
    return gauges;
  }

  @Override
  public String sourceName() {
    return "histloss";
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }

  /** Takes everything away: the session may go on, and figures of a finished run mislead. */
  @Override
  public void close() {
    spark.env().metricsSystem().removeSource(this);
    spark.removeSparkListener(traffic);
  }

  private void gauge(
      String name, Supplier<RoundMetrics> last, ToDoubleFunction<RoundMetrics> quantity) {
    Gauge<Double> gauge =
        () -> {
          RoundMetrics round = last.get();
          return round == null ? Double.NaN : quantity.applyAsDouble(round);
        };
    registry.register(name, gauge);
  }

  /** By how much positive pairs are more similar than negative ones, on the mean. */
  private static double separation(RoundMetrics round) {
    return TrainingHealth.mean(round.positive(), round.positivePairs())
        - TrainingHealth.mean(round.negative(), round.negativePairs());
  }
}
