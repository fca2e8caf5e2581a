package org.histloss.dataprep.source;

import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a source found.
 *
 * @param candidates one row an input, in columns of {@link Candidate#SCHEMA}; evaluated once
 * @param pictures true when samples are pictures, false when they are feature vectors
 * @param notes per observation (such as merged identities): how many
 */
public record Listing(Dataset<Row> candidates, boolean pictures, Map<String, Long> notes) {}
