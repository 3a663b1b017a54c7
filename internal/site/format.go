package site

import (
	"fmt"
	"math"
	"time"

	"lamtoen/internal/page"
)

// percent writes ten-thousandths as people read them: 80 %, 83.33 %.
func percent(score int) string {
	if score%100 == 0 {
		return fmt.Sprintf("%d %%", score/100)
	}
	return fmt.Sprintf("%d.%02d %%", score/100, score%100)
}

// price says what the bytes of a course weigh and cost. Both are rounded up, the cost to the next ten chhertum above it, so
// that "under" is always true. perGB is in Nu for 10^9 bytes.
func price(bytes int, perGB float64) page.Price {
	tenths := max(1, int(math.Ceil(float64(bytes)/1e5)))
	cost := math.Floor(float64(bytes)*perGB/1e9*10) + 1
	return page.Price{Data: fmt.Sprintf("%d.%d MB", tenths/10, tenths%10), Cost: fmt.Sprintf("%.2f", cost/10)}
}

// wait says a delay in words: 15 minutes, 2 hours, 1 day.
func wait(d time.Duration) string {
	switch {
	case d <= 0:
		return ""
	case d < time.Hour || d%time.Hour != 0 && d < 3*time.Hour:
		return count(int(math.Ceil(d.Minutes())), "minute")
	case d < 48*time.Hour && d != 24*time.Hour:
		return count(int(math.Ceil(d.Hours())), "hour")
	}
	return count(int(math.Ceil(d.Hours()/24)), "day")
}

// count writes a number with its thing in the singular or plural.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
