# The HELP study's analyses, prepared from data/help the way the tests prepare them in Python.

people <- read.csv("data/help/HELPmiss.csv")
interviews <- read.csv("data/help/HELPfull.csv")

# First contact with primary care, followed for a year.
linkage <- subset(people, !is.na(link) & !is.na(dayslink))
linkage$event <- as.integer(linkage$link == "yes" & linkage$dayslink <= 365)
linkage$time <- pmin(linkage$dayslink, 365)
linkage$treated <- as.integer(linkage$treat == "yes")

# First use of any substance. One person has no recorded primary substance.
use <- subset(people, !is.na(anysub) & !is.na(daysanysub) & substance != "missing")
use$event <- as.integer(use$anysub == "yes")
use$time <- use$daysanysub
use$treated <- as.integer(use$treat == "yes")
use$cocaine <- as.integer(use$substance == "cocaine")
use$heroin <- as.integer(use$substance == "heroin")
use$male <- as.integer(use$sex == "male")

# Counting process: linked from the day after linkage. A first use on day 0 is put at half a day.
both <- subset(use, !is.na(link) & !is.na(dayslink))
switches <- both$link == "yes" & both$dayslink < both$time
before <- data.frame(id = both$id, start = 0, stop = ifelse(switches, both$dayslink, both$time),
                     event = ifelse(switches, 0, both$event), linked = 0, treated = both$treated, age = both$age)
after <- data.frame(id = both$id, start = both$dayslink, stop = both$time, event = both$event, linked = 1,
                    treated = both$treated, age = both$age)[switches, ]
intervals <- rbind(before, after)
instant <- intervals$stop <= intervals$start
intervals$stop[instant] <- intervals$start[instant] + 0.5

# Landmark at day 30: those followed past it without use, by linkage up to it.
landmark <- subset(both, time > 30)
landmark$linked <- as.integer(landmark$link == "yes" & landmark$dayslink <= 30)
landmark$time <- landmark$time - 30

# Six-month interview missed.
reached <- interviews$ID[interviews$TIME == 6]
attrition <- subset(people, substance != "missing")
attrition$missed <- as.integer(!(attrition$id %in% reached))
attrition$male <- as.integer(attrition$sex == "male")
attrition$cocaine <- as.integer(attrition$substance == "cocaine")
attrition$heroin <- as.integer(attrition$substance == "heroin")
attrition$is_homeless <- as.integer(attrition$homeless == "homeless")
attrition$treated <- as.integer(attrition$treat == "yes")

# Depressive symptoms at every interview; one common baseline mean.
symptoms <- subset(interviews, !is.na(CES_D))
symptoms$visit <- match(symptoms$TIME, c(0, 6, 12, 18, 24)) - 1
for (k in 1:4) {
  symptoms[[paste0("visit", k)]] <- as.integer(symptoms$visit == k)
  symptoms[[paste0("treated", k)]] <- as.integer(symptoms$visit == k) * symptoms$GROUP
}
