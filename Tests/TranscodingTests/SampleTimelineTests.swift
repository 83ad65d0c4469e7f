// SPDX-License-Identifier: Apache-2.0

import Media
import Testing

@testable import Transcoding

@Suite("Sample timeline")
struct SampleTimelineTests {
    private func timeline(consumed: Int = 0) -> SampleTimeline {
        var timeline = SampleTimeline(sampleRate: 48_000, outputRate: 48_000)
        #expect(timeline.silence(before: .seconds(10)) == 0)
        timeline.consume(consumed)
        return timeline
    }

    @Test("frames follow one another from the first packet's time on, exact after two hours")
    func frames() {
        var timeline = SampleTimeline(sampleRate: 44_100, outputRate: 44_100)
        _ = timeline.silence(before: .milliseconds(500))
        #expect(timeline.nextFrameTime() == .milliseconds(500))
        #expect(timeline.nextFrameTime().nanoseconds == 500_000_000 + 1_152 * 1_000_000_000 / 44_100)
        for _ in 2..<275_625 { _ = timeline.nextFrameTime() }
        #expect(timeline.nextFrameTime() == .seconds(7_200) + .milliseconds(500))
    }

    @Test(
        "only holes of more than 100 ms and up to three seconds are filled",
        arguments: [
            (11_000, 0), (11_100, 0), (10_900, 0), (11_101, 101 * 48), (14_000, 3_000 * 48), (14_001, 0),
            (500_000, 0), (10_000, 0), (0, 0),
        ] as [(Int64, Int)])
    func silence(time: Int64, count: Int) {
        var timeline = timeline(consumed: 48_000)
        #expect(timeline.silence(before: .milliseconds(time)) == count)
    }

    @Test(
        "times step where nothing is filled and more than 100 ms are wrong",
        arguments: [(11_100, 10_000), (10_900, 10_000), (14_001, 13_001), (10_899, 9_899), (9_000, 8_000)]
            as [(Int64, Int64)])
    func steps(time: Int64, frame: Int64) {
        var timeline = timeline(consumed: 48_000)
        _ = timeline.silence(before: .milliseconds(time))
        #expect(timeline.nextFrameTime() == .milliseconds(frame))
    }

    @Test("stamps that jitter or come in bursts make no holes")
    func jitter() {
        var timeline = timeline()
        for number in 0..<5_000 as Range<Int64> {
            // 1,024 samples a packet, stamped in groups of four and off by up to 15 ms.
            let stamp = 10_000 + number / 4 * 4 * 64 / 3 + number * 7 % 15
            #expect(timeline.silence(before: .milliseconds(stamp)) == 0)
            timeline.consume(1_024)
        }
        #expect(timeline.nextFrameTime() == .seconds(10))
    }

    @Test("another rate goes on behind the frames that were filled up")
    func change() {
        var timeline = timeline(consumed: 100)
        _ = timeline.nextFrameTime()
        _ = timeline.nextFrameTime()
        timeline.change(sampleRate: 32_000)
        // Two frames of 24 ms: a packet at 10.2 s comes 152 ms late.
        #expect(timeline.silence(before: .milliseconds(10_200)) == 152 * 32)
    }
}
