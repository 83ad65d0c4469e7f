// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import RecordingModel
import RecordingTesting
import Testing

@testable import Recorder

@Suite("Transcoding sink")
struct TranscodingSinkTests {
    /// Notes what reaches the recording.
    private final class TestSink: PacketSink {
        let journal: Journal
        var isEnded = false

        init(_ journal: Journal) {
            self.journal = journal
        }

        func leftOut(_ what: LeftOut) { journal.note("left out") }

        func changed(_ track: Track) {
            switch track.configuration {
            case .mp3: journal.note("mp3")
            case .aac: journal.note("aac")
            case _: journal.note("track")
            }
        }

        func received(_ packet: MediaPacket, arrived: WallTime) {
            let time = (arrived.microseconds - WallTime.test(0).microseconds) / 1_000
            journal.note("\(packet.kind) \(packet.decodeTime.milliseconds) at \(time)")
        }

        func passed(_ now: WallTime) { journal.note("passed") }
        let end = WallTime(microseconds: .max)
        func end(at time: WallTime) { journal.note("end") }
        func sourceEnded(at time: WallTime) { journal.note("source ended") }
    }

    /// Keeps each packet back until the next, and fails when it is told to.
    private final class TestTranscoder: AudioTranscoder {
        let damagedPackets = 0
        private let journal: Journal
        private var kept: MediaPacket?

        init(_ journal: Journal) {
            self.journal = journal
        }

        func change(to input: CodecConfiguration) throws(TranscodingError) -> [MediaEvent] {
            journal.note("other input")
            return try finish()
        }

        func transcode(_ packet: MediaPacket) throws(TranscodingError) -> [MediaEvent] {
            guard packet.payload.readableBytes > 0 else { throw .encoderFailed }
            defer { kept = packet }
            return try finish()
        }

        func finish() throws(TranscodingError) -> [MediaEvent] {
            defer { kept = nil }
            return kept.map { [.packet($0)] } ?? []
        }
    }

    private struct TestTranscoding: AudioTranscoding {
        let journal: Journal
        var isMissing = false

        func makeTranscoder(
            input: CodecConfiguration
        ) throws(TranscodingError) -> any AudioTranscoder {
            guard !isMissing else { throw .libraryMissing("libany") }
            return TestTranscoder(journal)
        }
    }

    private let journal = Journal()
    private let clock = ManualWallClock(.test(0))

    private func makeSink(isMissing: Bool = false) -> TranscodingSink {
        TranscodingSink(
            before: TestSink(journal), until: .test(10_000),
            transcoding: TestTranscoding(journal: journal, isMissing: isMissing), clock: clock,
            failed: { [journal] in journal.note("failed: \($0)") })
    }

    /// A sink that has been given three packets of AAC, the last of which waits in the transcoder.
    private func makeRunningSink() throws -> TranscodingSink {
        let sink = makeSink()
        sink.changed(try .testAudio())
        for time in [0, 20, 40] as [Int64] { sink.received(.audio(at: time), arrived: .test(time + 5)) }
        return sink
    }

    private let begun = ["audio 0 at 25", "audio 20 at 45"]

    @Test("AAC is transcoded, and what the transcoder kept comes before the end of the push")
    func sourceEnds() throws {
        let sink = try makeRunningSink()
        sink.changed(try .testAudio())
        sink.passed(.test(100))
        sink.sourceEnded(at: .test(200))
        #expect(journal.lines == begun + ["passed", "audio 40 at 45", "source ended"])
    }

    @Test("what was kept comes before whatever ends the recording", arguments: ["packet", "time", "order"])
    func ends(by cause: String) throws {
        let sink = try makeRunningSink()
        switch cause {
        case "packet":
            sink.received(.audio(at: 10_000), arrived: .test(10_000))
            #expect(journal.lines == begun + ["audio 40 at 45", "audio 10000 at 10000"])
        case "time":
            sink.passed(.test(9_999))
            sink.passed(.test(10_000))
            #expect(journal.lines == begun + ["passed", "audio 40 at 45", "passed"])
        case _:
            sink.end(at: .test(300))
            sink.end(at: .test(400))
            sink.passed(.test(300))
            #expect(journal.lines == begun + ["end", "end", "audio 40 at 45", "passed"])
        }
    }

    @Test("another configuration goes to the transcoder, another codec past it")
    func changes() throws {
        let sink = try makeRunningSink()
        sink.changed(try .testAudio(samplingFrequencyIndex: 3))
        let frame = ByteBuffer(integer: 0xFFFB_9000 as UInt32)
        sink.received(.audio(at: 60), arrived: .test(65))
        sink.changed(Track(configuration: .mp3(try MPEGAudioConfiguration(frame: frame))))
        sink.received(.audio(at: 80), arrived: .test(85))
        let expected = ["other input", "audio 40 at 45", "audio 60 at 65", "mp3", "audio 80 at 85"]
        #expect(journal.lines == begun + expected)
    }

    @Test("without the libraries the track goes on as it is, and the reason is told once")
    func missing() throws {
        let sink = makeSink(isMissing: true)
        sink.changed(try .testAudio())
        sink.changed(try .testAudio())
        sink.received(.audio(at: 0), arrived: .test(5))
        sink.sourceEnded(at: .test(10))
        #expect(journal.lines == ["failed: libraryMissing(\"libany\")", "aac", "audio 0 at 5", "source ended"])
    }

    @Test("an encoder that fails ends transcoding, not the recording")
    func fails() throws {
        let sink = try makeRunningSink()
        sink.received(.audio(at: 60, payload: []), arrived: .test(65))
        sink.received(.audio(at: 80), arrived: .test(85))
        sink.sourceEnded(at: .test(100))
        #expect(journal.lines == begun + ["failed: encoderFailed", "aac", "audio 80 at 85", "source ended"])
    }
}
