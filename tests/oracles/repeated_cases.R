# Reference numbers for covariance structures, Kenward-Roger, and random effects with their degrees of freedom.
suppressMessages({ library(nlme); library(lme4); library(lmerTest); library(pbkrtest) })

few <- read.csv("tests/oracles/inputs/visits_small.csv")
few$number <- few$visit + 1
many <- read.csv("tests/oracles/inputs/visits.csv")
many$number <- many$visit + 1
many$group <- many$treated

# A mean for every visit and group, the first group and visit first.
by_visit_and_group <- function(data) {
  cells <- expand.grid(visit = sort(unique(data$visit)), group = sort(unique(data$group)))
  sapply(seq_len(nrow(cells)), function(i) {
    as.numeric(data$visit == cells$visit[i] & (data$group == cells$group[i] | cells$group[i] == 0))
  })
}

gls_pieces <- list(
  unstructured = list(corSymm(form = ~ number | person), TRUE),
  toeplitz_heterogeneous = list(corARMA(form = ~ number | person, p = 3), TRUE),
  ar1_heterogeneous = list(corAR1(form = ~ number | person), TRUE),
  compound_symmetry_heterogeneous = list(corCompSymm(form = ~ number | person), TRUE),
  toeplitz = list(corARMA(form = ~ number | person, p = 3), FALSE),
  ar1 = list(corAR1(form = ~ number | person), FALSE),
  compound_symmetry = list(corCompSymm(form = ~ number | person), FALSE)
)

structure_case <- function(data, name, reml) {
  x <- by_visit_and_group(data)
  pieces <- gls_pieces[[name]]
  control <- glsControl(tolerance = 1e-10, msTol = 1e-12, msMaxIter = 1000, maxIter = 1000, opt = "optim")
  varying <- varIdent(form = ~ 1 | number)
  data$x <- x
  fit <- tryCatch(suppressWarnings(gls(score ~ x - 1, data, correlation = pieces[[1]],
             weights = if (pieces[[2]]) varying, method = if (reml) "REML" else "ML", control = control)),
             error = function(e) NULL)
  n_visits <- max(data$number)
  # Start where moments are; the steps below go to the maximum whatever the start.
  residual <- lm.fit(x, data$score)$residuals
  spread <- as.numeric(tapply(residual^2, data$number, mean))
  correlations <- if (grepl("toeplitz", name)) 0.4^(1:(n_visits - 1)) else 0.4
  start <- if (name == "unstructured") {
    s <- outer(sqrt(spread), sqrt(spread)) * (0.4 + 0.6 * diag(n_visits))
    s[lower.tri(s, diag = TRUE)]
  } else c(if (pieces[[2]]) spread else mean(spread), correlations)
  hand <- hand_fit(data$score, x, data$person, data$number, structures[[name]], start, reml)
  kept <- list(coefficients = hand$beta, covariance = unname(hand$phi), visit_covariance = unname(hand$sigma),
               log_likelihood = scalar(hand$log_lik),
               log_likelihood_gls = scalar(if (is.null(fit)) NA else as.numeric(logLik(fit))),
               coefficients_gls = if (is.null(fit)) rep(NA, ncol(x)) else unname(coef(fit)),
               satterthwaite = apply(diag(ncol(x)), 1, function(l) satterthwaite_by_hand(hand, l)))
  if (!reml) return(kept)
  kr <- kenward_roger(hand)
  later <- t(diag(ncol(x))[-(1:n_visits), , drop = FALSE])
  kept$adjusted <- unname(kr$adjusted)
  kept$kenward_roger <- apply(diag(ncol(x)), 1, function(l) kenward_roger_f(hand, kr, matrix(l))$denominator)
  kept$joint <- kenward_roger_f(hand, kr, later)
  kept
}

random_case <- function(data, formula, fixed) {
  control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-12, maxfun = 1e5),
                         check.conv.singular = "ignore", check.conv.grad = "ignore", check.conv.hess = "ignore")
  fit <- lmerTest::lmer(formula, data, REML = TRUE, control = control)
  plain <- lme4::lmer(formula, data, REML = TRUE, control = control)
  p <- length(lme4::fixef(fit))
  adjusted <- as.matrix(vcovAdj(plain))
  joint_rows <- diag(p)[fixed, , drop = FALSE]
  krm <- KRmodcomp(plain, joint_rows)
  satterthwaite <- lmerTest::contestMD(fit, joint_rows, ddf = "Satterthwaite")
  list(coefficients = unname(lme4::fixef(fit)), covariance = unname(as.matrix(vcov(fit))),
       between_covariance = unname(as.matrix(VarCorr(plain)$person)[,, drop = FALSE]),
       residual_variance = scalar(sigma(plain)^2),
       satterthwaite = unname(coef(summary(fit, ddf = "Satterthwaite"))[, "df"]),
       adjusted = unname(adjusted),
       kenward_roger = apply(diag(p), 1, function(l) get_Lb_ddf(plain, l)),
       joint = list(rows = joint_rows, statistic = scalar(krm$stats$Fstat), denominator = scalar(krm$stats$ddf),
                    p_value = scalar(krm$stats$p.value)),
       joint_satterthwaite = list(statistic = scalar(satterthwaite[["F value"]]),
                                  denominator = scalar(satterthwaite$DenDF)))
}

few$month <- few$day / 30.4375
for (g in 1:2) few[[paste0("group", g)]] <- as.numeric(few$group == g)
slopes <- score ~ month + group1 + group2 + month:group1 + month:group2
many$both <- many$treated * many$visit
write_reference("repeated", list(
  few = list(
    reml = sapply(names(gls_pieces), function(name) structure_case(few, name, TRUE), simplify = FALSE),
    ml = sapply(c("ar1", "compound_symmetry_heterogeneous"), function(name) structure_case(few, name, FALSE), simplify = FALSE)
  ),
  many = list(reml = sapply(names(gls_pieces), function(name) structure_case(many, name, TRUE), simplify = FALSE)),
  random_intercept = list(few = random_case(few, update(slopes, . ~ . + (1 | person)), 5:6),
                          many = random_case(many, score ~ visit + both + (1 | person), 2:3)),
  random_slope = list(few = random_case(few, update(slopes, . ~ . + (1 + month | person)), 5:6),
                      many = random_case(many, score ~ visit + both + (1 + visit | person), 2:3))
), packages = c("nlme", "lme4", "lmerTest", "pbkrtest", "numDeriv"))
