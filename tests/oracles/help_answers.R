# Every effect of config/help.yaml, recomputed in R from the same files, without stepdown.
# Run from the root of the repository: Rscript tests/oracles/help_answers.R
# Writes tests/oracles/reference/help_answers.csv: question, method, adjusted, landmark, level, day, measure,
# estimate, std_error, p_value.
suppressPackageStartupMessages({ library(survival); library(nlme) })
source("tests/oracles/weights_stacked.R")

people <- read.csv("data/help/HELPmiss.csv", na.strings = "")
visits <- read.csv("data/help/HELPfull.csv", na.strings = "")
people$arm <- factor(ifelse(people$treat == "yes", "clinic", "control"), levels = c("control", "clinic"))
people$sex <- factor(people$sex, levels = c("male", "female"))
people$homeless <- factor(people$homeless, levels = c("housed", "homeless"))
people$substance[people$substance == "missing"] <- NA
people$substance <- factor(people$substance, levels = c("alcohol", "cocaine", "heroin"))

rows <- list()
add <- function(question, method, level, day, measure, estimate, std_error = NA, p_value = NA, adjusted = FALSE,
                landmark = NA) {
  rows[[length(rows) + 1]] <<- data.frame(question, method, adjusted, landmark, level, day, measure,
                                          estimate, std_error, p_value)
}
two_sided <- function(z) 2 * pnorm(-abs(z))

# Time to event: nobody is followed beyond the horizon.
upto <- function(time, event, horizon) {
  list(time = pmin(time, horizon), event = as.integer(event & time <= horizon))
}
restricted_mean <- function(time, event, horizon) {
  fit <- summary(survfit(Surv(time, event) ~ 1), rmean = horizon)$table
  names(fit) <- sub("^\\*", "", names(fit))
  c(fit[["rmean"]], fit[["se(rmean)"]])
}
time_to_event <- function(question, data, horizon, days, adjustment = NULL) {
  fits <- lapply(split(data, data$group), function(d) survfit(Surv(time, event) ~ 1, d, conf.type = "log-log"))
  means <- lapply(split(data, data$group), function(d) restricted_mean(d$time, d$event, horizon))
  for (level in levels(data$group)) {
    at <- summary(fits[[level]], times = days, extend = TRUE)
    for (i in seq_along(days)) add(question, "kaplan_meier", level, days[i], "risk", 1 - at$surv[i], at$std.err[i])
    add(question, "rmst", level, horizon, "rmst", means[[level]][1], means[[level]][2])
  }
  reference <- levels(data$group)[1]
  for (level in levels(data$group)[-1]) {
    difference <- means[[level]][1] - means[[reference]][1]
    std_error <- sqrt(means[[level]][2]^2 + means[[reference]][2]^2)
    add(question, "rmst", level, horizon, "rmst_difference", difference, std_error, two_sided(difference / std_error))
  }
  test <- survdiff(Surv(time, event) ~ group, data)
  add(question, "log_rank", "", horizon, "chi_square", test$chisq, NA,
      pchisq(test$chisq, nlevels(data$group) - 1, lower.tail = FALSE))
  cox_rows(question, "cox", coxph(Surv(time, event) ~ group, data, ties = "efron"), horizon, FALSE)
  if (!is.null(adjustment)) {
    formula <- as.formula(paste("Surv(time, event) ~ group +", adjustment))
    cox_rows(question, "cox", coxph(formula, data, ties = "efron"), horizon, TRUE)
  }
}
cox_rows <- function(question, method, fit, horizon, adjusted, landmark = NA) {
  found <- summary(fit)$coefficients
  for (name in grep("^group", rownames(found), value = TRUE)) {
    add(question, method, sub("^group", "", name), horizon, "hazard_ratio", exp(found[name, "coef"]),
        found[name, "se(coef)"], found[name, "Pr(>|z|)"], adjusted, landmark)
  }
  check <- cox.zph(fit, transform = "km")$table
  add(question, method, "", horizon, "schoenfeld_chi_square", check["group", "chisq"], NA, check["group", "p"],
      adjusted, landmark)
}

link <- subset(people, !is.na(link) & !is.na(dayslink))
cut <- upto(link$dayslink, link$link == "yes", 365)
time_to_event("linkage_by_arm", data.frame(group = link$arm, time = cut$time, event = cut$event), 365,
              c(90, 180, 270, 365))

use <- subset(people, !is.na(anysub) & !is.na(daysanysub))
cut <- upto(use$daysanysub, use$anysub == "yes", 180)
use$time <- cut$time
use$event <- cut$event
days <- c(30, 60, 90, 120, 150, 180)
known <- subset(use, !is.na(substance))
known$group <- known$substance
time_to_event("first_use_by_substance", known, 180, days, "age + sex + homeless + cesd")
use$group <- use$arm
time_to_event("first_use_by_arm", use, 180, days)

# Linkage and first use: naive, landmark, and an exposure that switches on the day after linkage.
adjust <- "age + sex + substance + homeless + cesd"
both <- subset(use, !is.na(link) & !is.na(dayslink) & !is.na(substance))
both$contact <- ifelse(both$link == "yes", both$dayslink, NA)
yes_no <- function(x) factor(ifelse(x, "yes", "no"), levels = c("no", "yes"))
both$group <- yes_no(!is.na(both$contact))
cox_rows("linkage_and_first_use", "cox", coxph(as.formula(paste("Surv(time, event) ~ group +", adjust)), both), 180, TRUE)
for (landmark in c(30, 14)) {
  left <- subset(both, time > landmark)
  left$group <- yes_no(!is.na(left$contact) & left$contact <= landmark)
  left$time <- left$time - landmark
  cox_rows("linkage_and_first_use", "landmark", coxph(as.formula(paste("Surv(time, event) ~ group +", adjust)), left),
           180, TRUE, landmark)
}
pieces <- do.call(rbind, lapply(seq_len(nrow(both)), function(i) {
  person <- both[i, ]
  stop <- if (person$time > 0) person$time else 0.5
  contact <- person$contact
  if (is.na(contact) || contact >= stop) {
    return(cbind(person[c("age", "sex", "substance", "homeless", "cesd")], start = 0, stop = stop, event = person$event,
                 group = "no"))
  }
  contact <- if (contact > 0) contact else 0.5
  cbind(person[c("age", "sex", "substance", "homeless", "cesd")], start = c(0, contact), stop = c(contact, stop),
        event = c(0, person$event), group = c("no", "yes"))
}))
pieces$group <- factor(pieces$group, levels = c("no", "yes"))
cox_rows("linkage_and_first_use", "time_varying",
         coxph(as.formula(paste("Surv(start, stop, event) ~ group +", adjust)), pieces), 180, TRUE)

# Scores at 12 months by what people told at 6 months: least squares with HC3 standard errors.
at6 <- subset(visits, TIME == 6)
at12 <- subset(visits, TIME == 12)
told <- merge(people, at6[c("ID", "E9A", "E4A")], by.x = "id", by.y = "ID")
told <- merge(told, data.frame(id = at12$ID, score = at12$CES_D))
hc3 <- function(fit) {
  x <- model.matrix(fit)
  bread <- solve(crossprod(x))
  meat <- crossprod(x * (residuals(fit) / (1 - hatvalues(fit))))
  sqrt(diag(bread %*% meat %*% bread))
}
score_rows <- function(question, exposure) {
  told$group <- yes_no(told[[exposure]] == 1)
  data <- subset(told, !is.na(group) & !is.na(score) & !is.na(substance))
  for (level in levels(data$group)) {
    scores <- data$score[data$group == level]
    add(question, "landmark", level, 365, "mean", mean(scores), sd(scores) / sqrt(length(scores)))
  }
  for (adjusted in c(TRUE, FALSE)) {
    formula <- if (adjusted) score ~ group + age + sex + substance + homeless + arm + cesd else score ~ group
    # The unadjusted model needs no covariate, so it may use people without a recorded substance.
    rows_used <- if (adjusted) data else subset(told, !is.na(group) & !is.na(score))
    fit <- lm(formula, rows_used)
    std_error <- hc3(fit)[["groupyes"]]
    difference <- coef(fit)[["groupyes"]]
    add(question, "landmark", "yes", 365, "mean_difference", difference, std_error,
        2 * pt(-abs(difference / std_error), fit$df.residual), adjusted)
  }
}
score_rows("self_help_and_depression", "E9A")
score_rows("halfway_house_and_depression", "E4A")

# A score by arm: one mean at baseline, the arms free at each later interview.
waves <- c(0, 6, 12, 18, 24)
due <- c(0, 183, 365, 548, 730)
tight <- glsControl(maxIter = 500, msMaxIter = 500, tolerance = 1e-10, msTol = 1e-12)
score_by_arm <- function(question, column) {
  long <- merge(data.frame(ID = visits$ID, TIME = visits$TIME, score = visits[[column]]), people[c("id", "arm")],
                by.x = "ID", by.y = "id")
  long <- subset(long, !is.na(score))
  long <- long[order(long$ID, long$TIME), ]
  long$visit <- match(long$TIME, waves)
  design <- sapply(seq_along(waves), function(w) as.numeric(long$visit == w))
  effects <- sapply(2:5, function(w) as.numeric(long$visit == w & long$arm == "clinic"))
  x <- cbind(design, effects)
  colnames(x) <- c(paste0("m", 1:5), paste0("e", 2:5))
  frame <- data.frame(x, score = long$score, ID = long$ID, visit = long$visit)
  formula <- score ~ m1 + m2 + m3 + m4 + m5 + e2 + e3 + e4 + e5 - 1
  mmrm <- gls(formula, frame, correlation = corSymm(form = ~ visit | ID), weights = varIdent(form = ~ 1 | visit),
              method = "REML", control = tight)
  mixed <- lme(formula, frame, random = ~ 1 | ID, method = "REML",
               control = lmeControl(tolerance = 1e-12, msTol = 1e-14, maxIter = 500, msMaxIter = 500))
  repeated_rows <- function(method, coefficients, covariance) {
    contrast <- function(weights) {
      c(sum(weights * coefficients), sqrt(drop(weights %*% covariance %*% weights)))
    }
    for (level in c("control", "clinic")) for (w in 1:5) {
      weights <- as.numeric(colnames(x) == paste0("m", w)) + (level == "clinic") * (colnames(x) == paste0("e", w))
      found <- contrast(weights)
      add(question, method, level, due[w], "mean", found[1], found[2])
      if (w > 1) {
        found <- contrast(weights - (colnames(x) == "m1"))
        add(question, method, level, due[w], "mean_change", found[1], found[2])
      }
    }
    for (w in 2:5) {
      found <- contrast(as.numeric(colnames(x) == paste0("e", w)))
      add(question, method, "clinic", due[w], "mean_difference", found[1], found[2])
    }
  }
  # gls scales its covariance by (N - p) / N only when asked; its varBeta is the REML one.
  repeated_rows("mmrm", coef(mmrm), mmrm$varBeta)
  repeated_rows("mixed", fixef(mixed), mixed$varFix)
}
score_by_arm("depression_by_arm", "CES_D")
score_by_arm("mental_health_by_arm", "MCS")

# The CES-D at 24 months as a yes or no; who was not seen then is left out.
first <- subset(visits, TIME == 0)
last <- subset(visits, TIME == 24)
pair <- data.frame(id = people$id, arm = people$arm, before = first$CES_D[match(people$id, first$ID)],
                   after = last$CES_D[match(people$id, last$ID)])
noise <- 1.96 * sqrt(2) * sd(pair$before) * sqrt(1 - 0.85)
better <- pair$before - pair$after > noise
worse <- pair$after - pair$before > noise
yes_no_rows <- function(question, able, met) {
  able <- subset(data.frame(pair, met = met), able)
  for (level in levels(pair$arm)) {
    group <- subset(able, arm == level)
    add(question, "shares", level, 730, "risk", mean(group$met, na.rm = TRUE))
    add(question, "shares", level, 730, "known", mean(!is.na(group$met)))
  }
  seen <- subset(able, !is.na(met))
  seen$before10 <- seen$before / 10
  # Both together, then each by itself.
  for (formula in list(met ~ arm + before10, met ~ arm, met ~ before10)) {
    fit <- glm(formula, binomial, seen, control = glm.control(epsilon = 1e-14, maxit = 100))
    found <- summary(fit)$coefficients
    for (name in rownames(found)[-1]) {
      label <- c(armclinic = "clinic", before10 = "per 10 points")[[name]]
      add(question, "logistic", label, 730, "odds_ratio", exp(found[name, 1]), found[name, 2], found[name, 4],
          nrow(found) > 2)
    }
  }
}
yes_no_rows("depression_remission_by_arm", pair$before >= 16, pair$after < 16)
yes_no_rows("depression_response_by_arm", pair$before > 0, pair$before - pair$after >= pair$before / 2)
yes_no_rows("depression_reliable_change_by_arm", pair$before >= 16, better & pair$after < 16)

# What people who were lost could change. Errors come from stacked estimating equations (weights_stacked.R): of the model
# that is fitted, and of a mean in each group.
compared_rows <- function(question, method, levels, day, measure, means, covariance, adjusted) {
  for (j in seq_along(levels)) {
    add(question, method, levels[j], day, sub("_difference", "", measure), means[j], sqrt(covariance[j, j]),
        NA, adjusted)
    if (j > 1) {
      contrast <- as.numeric(seq_along(levels) == j) - as.numeric(seq_along(levels) == 1)
      difference <- sum(contrast * means)
      std_error <- sqrt(drop(contrast %*% covariance %*% contrast))
      add(question, method, levels[j], day, measure, difference, std_error, two_sided(difference / std_error), adjusted)
    }
  }
}
exact <- glm.control(epsilon = 1e-15, maxit = 100)

# Everybody who was lost counts alike; with covariates, averaged predictions of a logistic model.
rule_rows <- function(question, group, outcome, day, covariates = NULL) {
  own <- outer(as.character(group), levels(group), "==") * 1
  k <- nlevels(group)
  if (is.null(covariates)) {
    means <- colSums(own * outcome) / colSums(own)
    psi <- function(theta) own * outer(outcome, theta, "-")
    return(compared_rows(question, "missing_rule", levels(group), day, "risk_difference", means,
                         stacked_covariance(psi, means), FALSE))
  }
  design <- cbind(own, covariates)
  beta <- coef(glm(outcome ~ design - 1, family = binomial, control = exact))
  predicted <- function(beta, j) plogis(cbind(matrix(diag(k)[j, ], nrow(own), k, byrow = TRUE), covariates) %*% beta)[, 1]
  means <- vapply(seq_len(k), function(j) mean(predicted(beta, j)), 0)
  psi <- function(theta) {
    b <- theta[seq_along(beta)]
    averaged <- vapply(seq_len(k), function(j) predicted(b, j) - theta[length(beta) + j], numeric(nrow(own)))
    cbind((outcome - plogis(design %*% b)[, 1]) * design, averaged)
  }
  covariance <- stacked_covariance(psi, c(beta, means))[length(beta) + seq_len(k), length(beta) + seq_len(k)]
  compared_rows(question, "missing_rule", levels(group), day, "risk_difference", means, covariance, TRUE)
}

# One over the chance of being seen; `rows` are people, or people in stretches of time, of whom some are lost.
weighted_rows <- function(question, group, outcome, seen, rows, day, measure, adjusted) {
  own <- outer(as.character(group), levels(group), "==") * 1
  k <- nlevels(group)
  fit <- glm(lost ~ design - 1, data = list(lost = rows$lost[rows$risk], design = rows$design[rows$risk, ]),
             family = binomial, control = exact)
  gamma <- coef(fit)
  filled <- ifelse(seen, outcome, 0)
  weights <- function(gamma) {
    log_kept <- ifelse(rows$counts, -log1p(exp(rows$design %*% gamma)[, 1]), 0)
    ifelse(seen, exp(-rowsum(log_kept, rows$person)[, 1]), 0)
  }
  w <- weights(gamma)
  means <- colSums(w * own * filled) / colSums(w * own)
  psi <- function(theta) {
    g <- theta[seq_along(gamma)]
    score <- rows$risk * (rows$lost - plogis(rows$design %*% g)[, 1]) * rows$design
    cbind(rowsum(score, rows$person), weights(g) * own * outer(filled, theta[length(gamma) + seq_len(k)], "-"))
  }
  covariance <- stacked_covariance(psi, c(gamma, means))[length(gamma) + seq_len(k), length(gamma) + seq_len(k)]
  compared_rows(question, "ipcw", levels(group), day, measure, means, covariance, adjusted)
}
once <- function(seen, design) {
  list(person = seq_along(seen), lost = as.integer(!seen), design = design, risk = rep(TRUE, length(seen)),
       counts = rep(TRUE, length(seen)))
}
# Follow-up in stretches that end where somebody is lost; who was never seen is lost before the first day. Who has the
# event in a stretch is not at risk of being lost in it.
stretches <- function(time, event, covariates, horizon) {
  clock <- ifelse(is.na(time), 0, time + 1)
  lost <- is.na(time) | (!event & time < horizon)
  days <- sort(unique(clock[lost & clock > 0]))
  if (length(days) > 20) days <- unique(quantile(clock[lost & clock > 0], 1:20 / 20, type = 1))
  ends <- c(if (any(clock == 0)) 0.5, days, horizon + 1)
  last <- findInterval(clock, ends, left.open = TRUE) + 1
  person <- rep(seq_along(clock), last)
  stretch <- sequence(last)
  final <- stretch == last[person]
  gone <- final & lost[person]
  with_losses <- sort(unique(stretch[gone]))
  dummies <- outer(stretch, with_losses, "==") * 1
  list(person = person, lost = as.integer(gone), design = cbind(dummies, covariates[person, , drop = FALSE]),
       risk = stretch %in% with_losses & !(final & event[person] & !lost[person]),
       # The chance of having been kept until the last stretch began; whole for those who went through all of them.
       counts = stretch %in% with_losses & !final)
}

people$seen_link <- !is.na(people$link) & !is.na(people$dayslink)
linked <- people$seen_link & people$link == "yes" & people$dayslink <= 365
rule_rows("linkage_by_arm", people$arm, as.numeric(linked), 365)

everyone_use <- people
everyone_use$followed <- !is.na(people$anysub) & !is.na(people$daysanysub)
everyone_use$time <- ifelse(everyone_use$followed, pmin(people$daysanysub, 180), NA)
everyone_use$event <- everyone_use$followed & people$anysub == "yes" & people$daysanysub <= 180
everyone_use$status <- everyone_use$event | !everyone_use$followed | everyone_use$time < 180
rule_rows("first_use_by_arm", everyone_use$arm, as.numeric(everyone_use$status), 180)
recorded <- subset(everyone_use, !is.na(substance))
rule_rows("first_use_by_substance", recorded$substance, as.numeric(recorded$status), 180)
about <- model.matrix(~ substance + age + sex + homeless + cesd, recorded)[, -1]
weighted_rows("first_use_by_substance", recorded$substance, as.numeric(recorded$event),
              recorded$followed & (recorded$event | recorded$time >= 180),
              stretches(recorded$time, recorded$event, about, 180), 180, "risk_difference", TRUE)

late_rows <- function(question, able, met) {
  able <- subset(data.frame(pair, met = met), able)
  seen <- !is.na(able$met)
  before <- cbind(able$before / 10)
  rule_rows(question, able$arm, as.numeric(seen & able$met %in% TRUE), 730, before)
  weighted_rows(question, able$arm, as.numeric(able$met), seen,
                once(seen, cbind(1, able$arm == "clinic", before)), 730, "risk_difference", TRUE)
}
late_rows("depression_remission_by_arm", pair$before >= 16, pair$after < 16)
late_rows("depression_response_by_arm", pair$before > 0, pair$before - pair$after >= pair$before / 2)
late_rows("depression_reliable_change_by_arm", pair$before >= 16, better & pair$after < 16)

late_score <- function(question, column) {
  before <- first[[column]][match(people$id, first$ID)]
  after <- last[[column]][match(people$id, last$ID)]
  there <- !is.na(before)
  seen <- !is.na(after[there])
  weighted_rows(question, people$arm[there], after[there], seen,
                once(seen, cbind(1, people$arm[there] == "clinic", before[there] / 10)), 730, "mean_difference", FALSE)
}
late_score("depression_by_arm", "CES_D")
late_score("mental_health_by_arm", "MCS")

# Who missed the 6-month interview?
people$missed <- as.integer(!(people$id %in% at6$ID))
lost <- subset(people, !is.na(substance))
lost$age10 <- lost$age / 10
lost$cesd10 <- lost$cesd / 10
fit <- glm(missed ~ arm + age10 + sex + substance + homeless + cesd10, binomial, lost,
           control = glm.control(epsilon = 1e-14, maxit = 100))
found <- summary(fit)$coefficients
labels <- c(armclinic = "clinic", age10 = "per 10 years", sexfemale = "female", substancecocaine = "cocaine",
            substanceheroin = "heroin", homelesshomeless = "homeless", cesd10 = "per 10 points")
for (name in names(labels)) {
  add("lost_to_follow_up", "logistic", labels[[name]], 183, "odds_ratio", exp(found[name, 1]), found[name, 2],
      found[name, 4], TRUE)
}

table <- do.call(rbind, rows)
numbers <- c("estimate", "std_error", "p_value")
table[numbers] <- lapply(table[numbers], function(v) ifelse(is.na(v), "", formatC(v, digits = 15, format = "g", flag = "")))
table[numbers] <- lapply(table[numbers], trimws)
table$adjusted <- ifelse(table$adjusted, "yes", "no")
table$landmark <- ifelse(is.na(table$landmark), "", table$landmark)
write.csv(table, "tests/oracles/reference/help_answers.csv", row.names = FALSE, quote = FALSE)
writeLines(c(R.version.string, paste("survival", packageVersion("survival")), paste("nlme", packageVersion("nlme"))),
           "tests/oracles/reference/help_answers_versions.txt")
