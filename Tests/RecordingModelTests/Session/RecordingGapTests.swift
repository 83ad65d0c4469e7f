// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingTesting
import Testing

@testable import RecordingModel

@Suite("RecordingSession, what is missing")
struct RecordingGapTests {
    private var batch = FileBatch()
    private var session = RecordingSession(packager: LogPackager(), until: .seconds(1_000_000))
    private let video: Track
    private let audio: Track
    /// AAC that the packager doesn't hold.
    private let foreign: Track

    init() throws {
        video = try .testVideo()
        audio = try .testAudio()
        foreign = try .testAudio(samplingFrequencyIndex: 12)
    }

    /// A packet arrives at a second.
    private mutating func receive(_ packet: MediaPacket, at second: Int64) throws {
        _ = session.received(packet, arrived: .seconds(second), into: &batch)
    }

    private mutating func announce(_ tracks: Track...) throws {
        for track in tracks { session.changed(track, into: &batch) }
    }

    private mutating func gaps() -> [Gap] {
        session.takeNotices().compactMap { if case .gap(let gap) = $0 { gap } else { nil } }
    }

    @Test("takes a jump of the clock out of the time, and writes it down")
    mutating func jump() throws {
        try announce(video)
        try receive(.video(at: 500_000, keyframe: true), at: 100)
        try receive(.video(at: 500_040), at: 101)
        try receive(.video(at: 20, keyframe: true), at: 130)
        try receive(.video(at: 60), at: 130)
        #expect(batch.takeLog() == ["start v @500000", "v500000k", "v500040", "v500080k!", "v500120"])
        let expected = Gap(
            .clockJump, of: .video, begun: .seconds(101), ended: .seconds(130), position: .milliseconds(80),
            step: .milliseconds(20 - 500_080))
        #expect(gaps() == [expected])
        #expect(gaps().isEmpty, "each is told once")
    }

    @Test("goes on with another push after the last frame, and writes down what was lost between")
    mutating func anotherPush() throws {
        try announce(video, audio)
        try receive(.video(at: 0, keyframe: true), at: 100)
        try receive(.audio(at: 10), at: 100)
        #expect(session.canContinue)
        session.sourceLost(into: &batch)
        try announce(video, audio)
        try receive(.audio(at: 0), at: 120)
        try receive(.video(at: 7), at: 120)
        try receive(.video(at: 47, keyframe: true), at: 121)
        #expect(
            batch.takeLog() == ["start v a @0", "v0k", "a10", "change v", "change a", "a40!", "v87k"])
        #expect(
            gaps() == [
                Gap(
                    .noKeyframe, of: .video, begun: .seconds(120), ended: .seconds(121), position: .milliseconds(40),
                    packets: 1),
                Gap(.pushLost, begun: .seconds(100), ended: .seconds(120), position: .milliseconds(40)),
            ])
        guard case .ended(.some) = session.sourceEnded(at: .seconds(200), into: &batch) else {
            Issue.record("the recording has no file")
            return
        }
        #expect(batch.takeLog() == ["finish @127"])
    }

    @Test("ends with what it has when no push comes back")
    mutating func noReturn() throws {
        try announce(video)
        try receive(.video(at: 0, keyframe: true), at: 100)
        session.sourceLost(into: &batch)
        guard case .ended(.some) = session.sourceEnded(at: .seconds(200), into: &batch) else {
            Issue.record("the recording has no file")
            return
        }
        #expect(batch.takeLog() == ["start v @0", "v0k", "finish @40"])
    }

    @Test(
        "writes down what it missed since another's destination failed, though no packet comes",
        arguments: [true, false])
    mutating func interrupted(isEmpty: Bool) throws {
        session = RecordingSession(packager: LogPackager(), until: .seconds(1_000), interrupted: .seconds(90))
        try announce(video)
        if !isEmpty { try receive(.video(at: 0, keyframe: true), at: 100) }
        _ = session.sourceEnded(at: .seconds(200), into: &batch)
        #expect(gaps() == [Gap(.storageFault, begun: .seconds(90), ended: .seconds(isEmpty ? 200 : 100))])
    }

    @Test("has nothing to go on with before its first packet, or after its end")
    mutating func nothingToContinue() throws {
        #expect(!session.canContinue)
        try announce(video)
        try receive(.video(at: 0), at: 100)
        #expect(!session.canContinue)
        try receive(.video(at: 40, keyframe: true), at: 100)
        _ = session.sourceEnded(at: .seconds(200), into: &batch)
        #expect(!session.canContinue)
    }

    @Test("counts the video before the first keyframe")
    mutating func noKeyframe() throws {
        try announce(video, audio)
        try receive(.audio(at: 0), at: 100)
        try receive(.video(at: 0), at: 100)
        try receive(.video(at: 40), at: 101)
        try receive(.video(at: 80, keyframe: true), at: 102)
        #expect(gaps() == [Gap(.noKeyframe, of: .video, begun: .seconds(100), ended: .seconds(102), packets: 2)])
    }

    @Test("passes on what the publisher sends and nobody records, of the content it records")
    mutating func notRecorded() throws {
        session.leftOut(.codec(.video, identifier: 0x7676_6331), at: .seconds(100))
        session.leftOut(.furtherTracks(.audio), at: .seconds(100))
        let notices = session.takeNotices()
        #expect(
            notices == [.notRecorded(.codec(.video, identifier: 0x7676_6331)), .notRecorded(.furtherTracks(.audio))])
        #expect(notices.map { $0.exception?.kind } == [.noVideo, .audioDropped])
        #expect(notices.first?.exception?.detail == "codec vvc1 isn't recorded")
        #expect(
            RecordingNotice.notRecorded(.codec(.audio, identifier: 11)).exception?.detail == "codec 11 isn't recorded")
    }

    @Test("leaves out a track that the files can't hold, says so at once, and counts it at the end")
    mutating func leavesOut() throws {
        try announce(video, foreign)
        #expect(session.takeNotices() == [.leftOut(foreign)])
        try receive(.video(at: 0, keyframe: true), at: 100)
        try receive(.audio(at: 10), at: 100)
        try receive(.audio(at: 20), at: 101)
        #expect(batch.takeLog() == ["start v @0", "v0k"])
        _ = session.sourceEnded(at: .seconds(200), into: &batch)
        #expect(
            gaps() == [
                Gap(.codecNotHeld, of: .audio, begun: .seconds(100), ended: .seconds(101), packets: 2, detail: "aac")
            ])
    }

    @Test("records nothing of a push whose only track it can't hold")
    mutating func holdsNothing() throws {
        try announce(foreign)
        try receive(.audio(at: 0), at: 100)
        try receive(.audio(at: 5_000), at: 105)
        #expect(session.sourceEnded(at: .seconds(200), into: &batch) == .ended(nil))
        #expect(batch.isEmpty)
        #expect(gaps().map(\.packets) == [2])
    }

    @Test("takes a track up again when its codec becomes one that the files hold, and drops it when it no longer is")
    mutating func changesCodec() throws {
        try announce(video, foreign)
        try receive(.video(at: 0, keyframe: true), at: 100)
        try receive(.audio(at: 0), at: 100)
        try announce(audio)
        try receive(.audio(at: 23), at: 101)
        try announce(foreign)
        try receive(.audio(at: 46), at: 102)
        #expect(batch.takeLog() == ["start v @0", "v0k", "change a", "a23"])
        _ = session.sourceEnded(at: .seconds(200), into: &batch)
        #expect(gaps().map(\.reason) == [.codecNotHeld, .codecNotHeld])
    }

    @Test("tells of a changed configuration")
    mutating func tellsChange() throws {
        try announce(video)
        try receive(.video(at: 0, keyframe: true), at: 100)
        let changed = try Track.testVideo(level: 31)
        try announce(changed)
        #expect(session.takeNotices() == [.changed(from: video, to: changed)])
    }

    @Test("counts gaps together that a hostile clock makes with every packet")
    mutating func limit() throws {
        try announce(video)
        for number in 0..<3_000 as Range<Int64> {
            try receive(.video(at: number % 2 * 100_000, keyframe: true), at: 100 + number)
        }
        _ = session.sourceEnded(at: .seconds(200), into: &batch)
        let gaps = gaps()
        #expect(gaps.count == NoticeLog.limit + 1)
        let last = try #require(gaps.last)
        #expect(last.reason == .more)
        #expect(last.ended == .seconds(3_099))
    }
}
