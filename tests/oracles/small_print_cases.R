# Reference numbers for multiplicity, intraclass correlation, shrinkage and funnels.
suppressMessages({library(multcomp); library(metafor)})

p_values <- c(0.011, 0.04, 0.0004, 0.2, 0.04, 0.73, 0.0091)
estimates <- c(0.42, -0.11, 0.73, 0.05, 0.31, -0.24)
errors <- c(0.2, 0.15, 0.31, 0.09, 0.22, 0.12)
sites <- rma(yi = estimates, sei = errors, method = "PM", control = list(tol = 1e-13, maxiter = 10000))
shrunk <- blup(sites)

made_up <- read.csv("tests/oracles/inputs/confounded.csv")
anova_icc <- function(outcome) {
  table <- anova(lm(outcome ~ factor(made_up$site)))
  size <- as.vector(table(made_up$site))
  usual <- (sum(size) - sum(size^2) / sum(size)) / (length(size) - 1)
  squares <- table[["Mean Sq"]]
  (squares[1] - squares[2]) / (squares[1] + (usual - 1) * squares[2])
}

# Three groups against one: single-step and free (step-down) max-T of known, correlated statistics.
set.seed(20200701)
correlation <- matrix(0.5, 4, 4) + diag(0.5, 4)
statistics <- c(2.6, 2.2, 1.1, 2.35)
fit <- parm(statistics, correlation)
tests <- glht(fit, diag(4))
exact <- GenzBretz(maxpts = 1e6, abseps = 1e-6)

size <- c(1, 5, 20, 80, 333)
funnel <- function(share, target = 0.3) {
  count <- qbinom(share, size, target)
  pmin(1, pmax(0, (count - (pbinom(count, size, target) - share) / dbinom(count, size, target)) / size))
}

write_reference("small_print", list(
  p_values = p_values, holm = p.adjust(p_values, "holm"), benjamini_hochberg = p.adjust(p_values, "BH"),
  max_t = as.vector(summary(tests, adjusted("free", algorithm = exact))$test$pvalues),
  shrinkage = list(between_variance = scalar(sites$tau2), mean = scalar(as.numeric(sites$beta)), mean_std_error = scalar(sites$se),
                   estimate = unname(shrunk$pred), std_error = unname(shrunk$se)),
  intraclass = c(anova_icc(made_up$score), anova_icc(made_up$use)),
  funnel_lower = funnel(0.025), funnel_upper = funnel(0.975)
), packages = c("stats", "multcomp", "metafor"))
