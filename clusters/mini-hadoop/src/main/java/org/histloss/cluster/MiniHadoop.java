package org.histloss.cluster;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * A Hadoop cluster in one process, on loopback and on ports of its choice: HDFS with one DataNode,
 * YARN with some NodeManagers. It lives until its standard input ends, so no longer than the test
 * that started it; containers are processes of their own.
 */
public final class MiniHadoop {
  private static final String LOOPBACK = "127.0.0.1:0";

  /** Clients need to know no more than these, and {@code fs.defaultFS}. */
  private static final List<String> SERVICES =
      List.of(
          YarnConfiguration.RM_ADDRESS,
          YarnConfiguration.RM_SCHEDULER_ADDRESS,
          YarnConfiguration.RM_RESOURCE_TRACKER_ADDRESS,
          YarnConfiguration.RM_ADMIN_ADDRESS,
          YarnConfiguration.RM_WEBAPP_ADDRESS);

  private MiniHadoop() {}

  /**
   * Starts the cluster and writes the clients' configuration.
   *
   * @param arguments a folder of its own (the configuration comes into {@code conf} there), the
   *     number of NodeManagers, the megabytes of each
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    int nodeManagers = Integer.parseInt(arguments[1]);
    MiniDFSCluster hdfs = startHdfs(folder);
    MiniYARNCluster yarn = new MiniYARNCluster("yarn", nodeManagers, 1, 1);
    yarn.init(yarnConfiguration(hdfs.getURI().toString(), arguments[2]));
    yarn.start();
    writeClientConfiguration(folder.resolve("conf"), hdfs.getURI().toString(), yarn.getConfig());
    System.out.println("Hadoop is up: " + hdfs.getURI());
    while (System.in.read() >= 0) {
      // Nobody has anything to say: only the end counts.
    }
    yarn.stop();
    hdfs.shutdown();
    System.exit(0);
  }

  private static MiniDFSCluster startHdfs(Path folder) throws IOException {
    File files = Files.createDirectories(folder.resolve("hdfs")).toFile();
    return new MiniDFSCluster.Builder(new Configuration(), files).numDataNodes(1).build();
  }

  private static Configuration yarnConfiguration(String hdfs, String megabytes) {
    Configuration conf = new YarnConfiguration();
    conf.set("fs.defaultFS", hdfs);
    // "Fixed" ports are what is configured, so an address of our choice and any port.
    conf.setBoolean(YarnConfiguration.YARN_MINICLUSTER_FIXED_PORTS, true);
    SERVICES.forEach(service -> conf.set(service, LOOPBACK));
    conf.set(YarnConfiguration.NM_ADDRESS, LOOPBACK);
    conf.set(YarnConfiguration.NM_LOCALIZER_ADDRESS, LOOPBACK);
    conf.set(YarnConfiguration.NM_WEBAPP_ADDRESS, LOOPBACK);
    conf.set(YarnConfiguration.YARN_MINICLUSTER_NM_PMEM_MB, megabytes);
    conf.set(YarnConfiguration.NM_PMEM_MB, megabytes);
    conf.set(YarnConfiguration.RM_SCHEDULER_MAXIMUM_ALLOCATION_MB, megabytes);
    conf.set(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, "256");
    // A JVM reserves far more address space than it uses, and a developer's disk is rather full.
    conf.setBoolean(YarnConfiguration.NM_VMEM_CHECK_ENABLED, false);
    conf.set(YarnConfiguration.NM_MAX_PER_DISK_UTILIZATION_PERCENTAGE, "99.9");
    conf.set("yarn.scheduler.capacity.root.queues", "default");
    conf.set("yarn.scheduler.capacity.root.default.capacity", "100");
    conf.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1");
    return conf;
  }

  private static void writeClientConfiguration(Path folder, String hdfs, Configuration yarn)
      throws IOException {
    Configuration core = new Configuration(false);
    core.set("fs.defaultFS", hdfs);
    core.set("dfs.replication", "1");
    Configuration site = new Configuration(false);
    SERVICES.forEach(service -> site.set(service, yarn.get(service)));
    Files.createDirectories(folder);
    write(core, folder.resolve("core-site.xml"));
    write(site, folder.resolve("yarn-site.xml"));
  }

  private static void write(Configuration conf, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      conf.writeXml(out);
    }
  }
}
