# Reference numbers for Rubin's rules, chained equations and reference-based imputation.
suppressMessages(library(mice))

incomplete <- read.csv("tests/oracles/inputs/incomplete.csv")
incomplete$setting <- factor(incomplete$setting)
incomplete$use <- factor(incomplete$use)
methods <- c(treated = "", age = "", setting = "polyreg", early = "norm", score = "norm", use = "logreg")

# Rubin's rules on imputed sets that are kept, so that both sides pool the same.
few <- mice(incomplete, m = 7, maxit = 10, method = methods, printFlag = FALSE, seed = 20240601)
columns <- c("estimate", "ubar", "b", "t", "dfcom", "df", "riv", "lambda", "fmi")
pooled <- function(fit) lapply(as.list(pool(fit)$pooled[, columns]), unname)
sets <- lapply(seq_len(few$m), function(i) {
  set <- complete(few, i)
  list(score = set$score, use = as.integer(as.character(set$use)))
})
score_fit <- with(few, lm(score ~ treated + age))
use_fit <- with(few, glm(use ~ treated + age, family = binomial, control = glm.control(epsilon = 1e-14)))
estimates <- c(0.42, 0.31, 0.55, 0.47)
variances <- c(0.04, 0.05, 0.03, 0.06)
scalars <- function(...) {
  found <- pool.scalar(estimates, variances, ...)
  list(estimate = scalar(found$qbar), total = scalar(found$t), degrees = scalar(found$df), fmi = scalar(found$fmi))
}

# Chained equations: the average over many sets, with the spread between them.
many <- mice(incomplete, m = 400, maxit = 10, method = methods, printFlag = FALSE, seed = 7)
completed <- lapply(seq_len(many$m), function(i) complete(many, i))
summaries <- sapply(completed, function(set) c(
  mean(set$score), mean(set$early), mean(set$use == "1"), tabulate(set$setting, 3)[2:3] / nrow(set),
  coef(lm(score ~ treated + early + setting, set))[-1], coef(glm(use ~ treated + score, binomial, set))[-1],
  sd(set$score)
))

# Jump to reference: the joint mean and covariance of Carpenter, Roger and Kenward (2013), section 3, and the mean
# and covariance of what follows the second visit given the first two. Written out, from no package.
active <- list(mean = c(24, 20, 17, 15), covariance = 16 * 0.6^abs(outer(1:4, 1:4, "-")) + diag(c(1, 2, 3, 4)))
control <- list(mean = c(24.5, 23, 22, 21.5), covariance = 20 * 0.75^abs(outer(1:4, 1:4, "-")) + diag(c(2, 1, 2, 1)))
given <- function(mean, covariance, before) {
  slopes <- covariance[3:4, 1:2] %*% solve(covariance[1:2, 1:2])
  list(mean = as.vector(mean[3:4] + slopes %*% (before - mean[1:2])),
       covariance = covariance[3:4, 3:4] - slopes %*% covariance[1:2, 3:4])
}
joint <- function() {
  r11 <- control$covariance[1:2, 1:2]; r21 <- control$covariance[3:4, 1:2]; r22 <- control$covariance[3:4, 3:4]
  a11 <- active$covariance[1:2, 1:2]
  s21 <- r21 %*% solve(r11) %*% a11
  s22 <- r22 - r21 %*% solve(r11) %*% (r11 - a11) %*% solve(r11) %*% t(r21)
  rbind(cbind(a11, t(s21)), cbind(s21, s22))
}
before <- c(21, 14)
jump <- given(c(active$mean[1:2], control$mean[3:4]), joint(), before)
copy <- given(control$mean, control$covariance, before)

write_reference("missing", list(
  sets = sets, pooled_score = pooled(score_fit), pooled_use = pooled(use_fit),
  by_hand = list(estimates = estimates, variances = variances, small = scalars(n = 30, k = 2), large = scalars()),
  chained = list(number = scalar(many$m), mean = unname(rowMeans(summaries)), between = unname(apply(summaries, 1, var))),
  reference_based = list(
    active_mean = active$mean, active_covariance = active$covariance, control_mean = control$mean,
    control_covariance = control$covariance, before = before, jump_mean = jump$mean, jump_covariance = unname(jump$covariance),
    copy_mean = copy$mean, copy_covariance = unname(copy$covariance))
), packages = c("mice"))
