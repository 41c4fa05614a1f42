package io.downfunnel.sandbox.company;

import java.util.List;

import io.downfunnel.sandbox.company.Lead.Fate;
import io.downfunnel.sandbox.company.Lead.StatusMove;

/** What sales did with a lead. */
record LeadWork(List<StatusMove> statuses, Fate fate) {}
