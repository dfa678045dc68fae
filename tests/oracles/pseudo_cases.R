# Reference numbers for pseudo-values where something competes: survival::pseudo, group by group.
suppressMessages(library(survival))

people <- read.csv("tests/oracles/inputs/competing.csv")
horizons <- c(5, 10)
of_group <- function(horizon) {
  values <- numeric(nrow(people))
  for (group in unique(people$group)) {
    rows <- people$group == group
    one_group <<- people[rows, ] # pseudo looks for the data where the formula was made: at the top
    fit <- survfit(Surv(time, factor(cause)) ~ 1, one_group)
    values[rows] <- pseudo(fit, times = horizon, type = "pstate")[, 2]
  }
  values
}
write_reference("pseudo_incidence", list(horizon = horizons, values = lapply(horizons, of_group)))
