package org.histloss.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.launcher.JavaModuleOptions;

/** A Spark standalone Master and its Workers as processes on loopback, on ports of their choice. */
final class StandaloneCluster implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern MASTER_AT =
      Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Pattern REGISTERED = Pattern.compile("Successfully registered with master");

  private final Path folder;
  private final int cores;
  private final List<LoggedProcess> daemons = new ArrayList<>();
  private final List<LoggedProcess> workers = new ArrayList<>();
  private String url;

  private StandaloneCluster(Path folder, int cores) {
    this.folder = folder;
    this.cores = cores;
  }

  /**
   * Starts a cluster and waits until all Workers have registered.
   *
   * @param folder for logs and the Workers' files
   * @param workers how many, with one core each
   */
  static StandaloneCluster start(Path folder, int workers)
      throws IOException, InterruptedException {
    return start(folder, Collections.nCopies(workers, LOOPBACK), 1);
  }

  /**
   * Starts a cluster with a Worker on each host. Spark gives no copy of a task to the host that has
   * the task already, so copies need two names for this one.
   *
   * @param folder for logs and the Workers' files
   * @param hosts one a Worker
   * @param cores of each; drivers take theirs from them too
   */
  static StandaloneCluster start(Path folder, List<String> hosts, int cores)
      throws IOException, InterruptedException {
    StandaloneCluster cluster = new StandaloneCluster(folder, cores);
    boolean up = false;
    try {
      LoggedProcess master = cluster.daemon("master", "Master", LOOPBACK, "--port", "0");
      cluster.url = master.awaitLine(MASTER_AT, PATIENCE).group(1);
      for (String host : hosts) {
        cluster.startWorker(host);
      }
      for (LoggedProcess worker : cluster.workers) {
        worker.awaitLine(REGISTERED, PATIENCE);
      }
      up = true;
      return cluster;
    } finally {
      if (!up) {
        cluster.close();
      }
    }
  }

  /** The value for {@code --master}. */
  String url() {
    return url;
  }

  /** A cluster of Workers on loopback with so many cores each. */
  static StandaloneCluster start(Path folder, int workers, int cores)
      throws IOException, InterruptedException {
    return start(folder, Collections.nCopies(workers, LOOPBACK), cores);
  }

  /** Runs one histloss command on this cluster with an executor of one core on each Worker. */
  Submission submit(String... command) throws IOException, InterruptedException {
    return Submission.run(folder, url, place(workers.size()).confs(), command);
  }

  /** This cluster with so many executors of one core. */
  Place place(int executors) {
    return new Place(
        url,
        List.of(
            "spark.driver.memory=2g",
            "spark.driver.host=127.0.0.1",
            "spark.executor.cores=1",
            "spark.cores.max=" + executors));
  }

  /** Executor processes running now, those started last first: children of the Workers. */
  List<ProcessHandle> executors() {
    return workers.stream()
        .flatMap(worker -> worker.handle().descendants())
        .sorted(Comparator.comparing(StandaloneCluster::started).reversed())
        .toList();
  }

  private static Instant started(ProcessHandle executor) {
    return executor.info().startInstant().orElse(Instant.MIN);
  }

  @Override
  public void close() {
    daemons.forEach(LoggedProcess::close);
  }

  private void startWorker(String host) throws IOException {
    String name = "worker-" + workers.size();
    Path files = Files.createDirectories(folder.resolve(name));
    String memory = 3 * cores + "g";
    workers.add(
        daemon(
            name,
            "Worker",
            host,
            "--cores",
            String.valueOf(cores),
            "--memory",
            memory,
            "--work-dir",
            files.toString(),
            url));
  }

  private LoggedProcess daemon(String name, String role, String host, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(Built.JAVA.toString(), "-Xmx512m"));
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().trim().split("\\s+")));
    command.addAll(List.of("-cp", Built.SPARK_JARS + "/*"));
    command.add("org.apache.spark.deploy." + role.toLowerCase(Locale.ROOT) + "." + role);
    command.addAll(List.of("--host", host, "--webui-port", "0"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("SPARK_HOME", Built.SPARK_HOME.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    // a cluster of somebody else's knows nothing of our threads
    builder.environment().keySet().removeAll(Set.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"));
    LoggedProcess daemon = LoggedProcess.start(builder, folder.resolve(name + ".log"));
    daemons.add(daemon);
    return daemon;
  }
}
