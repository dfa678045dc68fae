# Reference numbers for windows of acting (how long is enough?): glm for the chance of acting in an interval, and risks by hand.
suppressMessages(library(survival))

people <- read.csv("tests/oracles/inputs/strategies.csv")
people$id <- seq_len(nrow(people))
people$act <- ifelse(is.na(people$start_day), Inf, people$start_day)

window_case <- function(people, ends, windows, horizon, truncation) {
  people$cause[people$time > horizon] <- 0
  people$time <- pmin(people$time, horizon)
  # The last day through which nothing else had happened.
  free_to <- ifelse(people$cause == 0 & people$time == horizon, Inf, people$time - 1)
  starts <- c(0, head(ends, -1) + 1)
  cells <- expand.grid(id = people$id, k = seq_along(ends))
  cells <- cbind(cells, people[cells$id, c("act", "need", "home")])
  cells$known <- as.numeric(cells$id %% (cells$k + 1) == 0)
  cells <- cells[cells$act >= starts[cells$k] & free_to[cells$id] >= ends[cells$k], ]
  cells$acted <- as.numeric(cells$act <= ends[cells$k])
  acts <- tapply(cells$acted, factor(cells$k, seq_along(ends)), sum)
  waits <- tapply(1 - cells$acted, factor(cells$k, seq_along(ends)), sum)
  modelled <- which(acts >= 5 & waits >= 5)
  cells$chance <- (acts / (acts + waits))[cells$k]
  # Intervals between the same two edges of windows share a model.
  edges <- sort(unique(c(sapply(windows, min) - 1, sapply(windows, max))))
  edges <- edges[edges >= 0 & is.finite(edges)]
  stretch <- findInterval(ends, edges, left.open = TRUE)
  for (one in unique(stretch[modelled])) {
    own <- modelled[stretch[modelled] == one]
    rows <- cells$k %in% own
    formula <- if (length(own) > 1) acted ~ factor(k) + need + home + known else acted ~ need + home + known
    fit <- glm(formula, binomial, cells[rows, ], control = glm.control(epsilon = 1e-14, maxit = 100))
    cells$chance[rows] <- fitted(fit)
  }
  result <- list(modelled = modelled)
  for (name in names(windows)) {
    window <- windows[[name]]
    weight <- matrix(1, nrow(people), length(ends))
    for (k in seq_along(ends)) {
      here <- cells[cells$k == k, ]
      factor <- rep(1, nrow(people))
      if (ends[k] < window[1]) factor[here$id] <- ifelse(here$acted == 1, 0, 1 / (1 - here$chance))
      if (ends[k] == window[2]) factor[here$id] <- ifelse(here$acted == 1, 1 / here$chance, 0)
      weight[, k] <- (if (k == 1) 1 else weight[, k - 1]) * factor
    }
    final <- weight[, length(ends)]
    if (truncation < 1) weight <- pmin(weight, quantile(final[final > 0], truncation))
    final <- weight[, length(ends)]
    days <- people[rep(people$id, people$time), ]
    days$day <- sequence(people$time)
    completed <- findInterval(days$day, ends + 1)
    days$weight <- ifelse(completed == 0, 1, weight[cbind(days$id, pmax(completed, 1))])
    days <- days[days$weight > 0, ]
    happened <- ifelse(days$day == days$time, days$cause, 0)
    both <- survfit(Surv(days$day - 1, days$day, happened > 0) ~ 1, weights = days$weight)
    one <- survfit(Surv(days$day - 1, days$day, happened == 1) ~ 1, weights = days$weight)
    stopifnot(identical(both$time, one$time))
    risk <- cumsum(c(1, head(both$surv, -1)) * one$n.event / one$n.risk)
    result[[name]] <- list(
      incidence = risk[match(c(30, 40, horizon), both$time)],
      value = scalar(weighted.mean(people$cause == 1, final)),
      effective_size = scalar(sum(final)^2 / sum(final^2))
    )
  }
  result
}

write_reference("window_strategies", list(
  windows = window_case(people, c(2, 6, 11, 16, 20), list(short = c(0, 6), middle = c(7, 20), long = c(21, Inf)), 60, 1),
  cut = window_case(people, c(6, 13, 20), list(middle = c(7, 20), long = c(21, Inf)), 60, 0.95)
))
