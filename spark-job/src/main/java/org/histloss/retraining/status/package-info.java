/** What a retraining tells others: its status, metrics for a monitor, a web hook. */
package org.histloss.retraining.status;
