package pdf_test

import (
	"syscall"
	"testing"
	"time"

	"lamtoen/internal/pdf"
)

// BenchmarkCertificate draws one certificate, as most people get it and with
// every optional line. "bytes" is the size of the file; "cpu-ms/op" is the
// processor time of the whole process, the garbage collector's included.
func BenchmarkCertificate(b *testing.B) {
	for name, sheet := range map[string]pdf.CertificateSheet{"plain": plainSheet(), "full": fullSheet()} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			if _, err := pdf.Certificate(sheet); err != nil { // loads the fonts
				b.Fatal(err)
			}
			size := 0
			start := cpuTime(b)
			for b.Loop() {
				file, err := pdf.Certificate(sheet)
				if err != nil {
					b.Fatal(err)
				}
				size = len(file)
			}
			used := cpuTime(b) - start
			b.ReportMetric(float64(used.Microseconds())/1000/float64(b.N), "cpu-ms/op")
			b.ReportMetric(float64(size), "bytes")
		})
	}
}

func cpuTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
