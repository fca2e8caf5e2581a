/** What a registry's runs found, over time: a line of its history, and the page made of them. */
package org.histloss.report.history;
