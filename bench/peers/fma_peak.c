/* Peak double-precision rate of one core: ten independent chains of fused multiply-adds in the widest vectors it was built for. */
#include <immintrin.h>
#include <stdio.h>
#include <time.h>

#ifdef __AVX512F__
typedef __m512d Vector;
#define SET _mm512_set1_pd
#define FMA _mm512_fmadd_pd
#else
typedef __m256d Vector;
#define SET _mm256_set1_pd
#define FMA _mm256_fmadd_pd
#endif

static double seconds(void) { struct timespec t; clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); return t.tv_sec + 1e-9 * t.tv_nsec; }

int main(void) {
  const long n = 20000000;
  double best = 0;
  for (int repetition = 0; repetition < 5; repetition++) {
    Vector b = SET(0.999999), c = SET(1e-7), a0 = SET(1), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0, a8 = a0, a9 = a0;
    const double begin = seconds();
    for (long i = 0; i < n; i++) {
      a0 = FMA(a0, b, c); a1 = FMA(a1, b, c); a2 = FMA(a2, b, c); a3 = FMA(a3, b, c); a4 = FMA(a4, b, c);
      a5 = FMA(a5, b, c); a6 = FMA(a6, b, c); a7 = FMA(a7, b, c); a8 = FMA(a8, b, c); a9 = FMA(a9, b, c);
      __asm__ volatile("" : "+v"(a0), "+v"(a1), "+v"(a2), "+v"(a3), "+v"(a4), "+v"(a5), "+v"(a6), "+v"(a7), "+v"(a8), "+v"(a9));
    }
    const double rate = n * 20.0 * (sizeof(Vector) / sizeof(double)) / (seconds() - begin) * 1e-9;
    if (rate > best) best = rate;
  }
  printf("%.1f\n", best);
  return 0;
}
