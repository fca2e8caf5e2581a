package org.histloss.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.launcher.JavaModuleOptions;
import org.histloss.network.NativeBackend;

/**
 * HDFS and YARN in a process of their own ({@code clusters/mini-hadoop}), and the Spark that
 * submits to them ({@code clusters/spark-on-yarn}). Drivers and executors are processes again.
 */
final class YarnCluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Pattern UP = Pattern.compile("Hadoop is up: (hdfs://\\S+)");
  private static final Path HADOOP = Built.REPOSITORY.resolve("clusters/mini-hadoop/target");
  static final Path SPARK = Built.REPOSITORY.resolve("clusters/spark-on-yarn/target/spark");

  /** The application master and one executor fit on a NodeManager, two executors too. */
  private static final String NODE_MEGABYTES = "5120";

  private final Path folder;
  private final LoggedProcess hadoop;
  private final String hdfs;

  private YarnCluster(Path folder, LoggedProcess hadoop, String hdfs) {
    this.folder = folder;
    this.hadoop = hadoop;
    this.hdfs = hdfs;
  }

  /**
   * Starts a cluster and waits until it serves.
   *
   * @param folder of its own, for all files and logs
   */
  static YarnCluster start(Path folder, int nodeManagers) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    List<String> command = new ArrayList<>(List.of(Built.JAVA.toString(), "-Xmx768m"));
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().trim().split("\\s+")));
    command.addAll(List.of("-cp", HADOOP.resolve("classes") + ":" + HADOOP.resolve("jars") + "/*"));
    command.add("org.histloss.cluster.MiniHadoop");
    command.addAll(List.of(folder.toString(), String.valueOf(nodeManagers), NODE_MEGABYTES));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    // A NodeManager of another's cluster knows nothing of our threads.
    List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS").forEach(builder.environment()::remove);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    LoggedProcess hadoop = LoggedProcess.start(builder, folder.resolve("hadoop.log"));
    boolean up = false;
    try {
      String hdfs = hadoop.awaitLine(UP, PATIENCE).group(1);
      up = true;
      return new YarnCluster(folder, hadoop, hdfs);
    } finally {
      if (!up) {
        hadoop.close();
      }
    }
  }

  /** A path on HDFS as a whole URI. */
  String at(String path) {
    return hdfs + "/" + path;
  }

  /** The file system itself. */
  FileSystem files() throws IOException {
    return new org.apache.hadoop.fs.Path(hdfs).getFileSystem(new Configuration());
  }

  /** Writes a small file to HDFS; its URI. */
  String write(String path, String content) throws IOException {
    try (var out = files().create(new org.apache.hadoop.fs.Path(at(path)))) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
    return at(path);
  }

  /** Runs one histloss command whose driver runs here; executors run on YARN. */
  Submission client(String... command) throws IOException, InterruptedException {
    return Submission.finish(folder, submission("client", command));
  }

  /** Runs one histloss command whose driver runs on YARN. */
  Submission cluster(String... command) throws IOException, InterruptedException {
    return Submission.finish(folder, submission("cluster", command));
  }

  /** Starts one histloss command whose driver runs on YARN. */
  LoggedProcess startOnCluster(String log, String... command)
      throws IOException, InterruptedException {
    return LoggedProcess.start(submission("cluster", command), folder.resolve(log));
  }

  /** Processes in which YARN runs a driver now. */
  List<ProcessHandle> drivers() {
    return hadoop
        .handle()
        .descendants()
        .filter(process -> process.info().command().orElse("").endsWith("/java"))
        .filter(process -> commandLine(process).contains("deploy.yarn.ApplicationMaster"))
        .toList();
  }

  private static String commandLine(ProcessHandle process) {
    return String.join(" ", process.info().arguments().orElse(new String[0]));
  }

  @Override
  public void close() {
    hadoop.close();
  }

  /** A NodeManager hands nothing of its environment on, and other kernels give other bits. */
  private static List<String> sameKernels() {
    List<String> confs = new ArrayList<>();
    for (String name : NativeBackend.KERNEL_VARIABLES) {
      String value = System.getenv(name);
      if (value != null) {
        confs.add("spark.executorEnv." + name + "=" + value);
        confs.add("spark.yarn.appMasterEnv." + name + "=" + value);
      }
    }
    return confs;
  }

  private ProcessBuilder submission(String deployMode, String... command)
      throws IOException, InterruptedException {
    Map<String, String> environment = Map.of("HADOOP_CONF_DIR", configuration().toString());
    List<String> confs = new ArrayList<>(site());
    confs.addAll(
        List.of(
            "spark.submit.deployMode=" + deployMode,
            // A second attempt would only tell the same of what is to fail.
            "spark.yarn.maxAppAttempts=1",
            "spark.driver.memory=1g",
            "spark.executor.instances=2",
            "spark.executor.cores=1"));
    return new SparkRuntime(SPARK, environment).submission(folder, "yarn", confs, List.of(command));
  }

  /** The folder for {@code HADOOP_CONF_DIR}. */
  Path configuration() {
    return folder.resolve("conf");
  }

  /** What a submission must know of this cluster and its small machine, as {@code key=value}. */
  List<String> site() {
    List<String> confs = new ArrayList<>(sameKernels());
    confs.addAll(
        List.of(
            "spark.yarn.jars=local:" + SPARK.resolve("jars") + "/*",
            "spark.driver.host=127.0.0.1",
            "spark.executor.memory=1g",
            "spark.yarn.appMasterEnv.SPARK_LOCAL_IP=127.0.0.1",
            "spark.executorEnv.SPARK_LOCAL_IP=127.0.0.1"));
    return confs;
  }
}
