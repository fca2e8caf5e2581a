/**
 * What a report tells beyond scores: a part of {@link org.histloss.report.ReportData}, stored in
 * {@code report.json} with it.
 */
package org.histloss.report.findings;
