/** The lock that lets one run at a time change a registry of models. */
package org.histloss.retraining.lock;
