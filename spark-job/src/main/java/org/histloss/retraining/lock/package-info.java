/** Lets one process at a time change a registry. */
package org.histloss.retraining.lock;
