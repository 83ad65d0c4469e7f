// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel
import RecordingTesting
import Testing

@Suite("RecordingSession")
struct RecordingSessionTests {
    private var batch = FileBatch()
    private var session = RecordingSession(packager: LogPackager(), until: .seconds(1_000))
    private let video: Track
    private let audio: Track

    init() throws {
        video = try .testVideo()
        audio = try .testAudio()
    }

    /// Packets arrive at the second of their decode time.
    @discardableResult
    private mutating func receive(_ packets: MediaPacket...) throws -> RecordingStep {
        var step = RecordingStep.goesOn
        for packet in packets {
            let arrived = WallTime.seconds(0).advanced(by: packet.decodeTime)
            step = session.received(packet, arrived: arrived, into: &batch)
        }
        return step
    }

    private mutating func announce(_ tracks: Track...) throws {
        for track in tracks { session.changed(track, into: &batch) }
    }

    // MARK: Beginning

    @Test("begins with the first keyframe and the audio before it, from the earliest time")
    mutating func beginsAtKeyframe() throws {
        try announce(video, audio)
        try receive(.audio(at: 10), .video(at: 0), .audio(at: 33), .video(at: 40, keyframe: true), .audio(at: 56))
        #expect(batch.takeLog() == ["start v a @10", "a10", "a33", "v40k", "a56"])
        #expect(session.droppedPackets == 1)
    }

    @Test("takes the keyframe's time as the origin when the audio before it is later")
    mutating func originIsEarliest() throws {
        try announce(video, audio)
        try receive(.audio(at: 10), .video(at: 0, keyframe: true))
        #expect(batch.takeLog() == ["start v a @0", "a10", "v0k"])
    }

    @Test("begins without audio when none is announced within half a second, and loses no video")
    mutating func beginsWithoutAudio() throws {
        try announce(video)
        try receive(.video(at: 0, keyframe: true), .video(at: 40), .video(at: 499))
        #expect(batch.takeLog() == [])
        try receive(.video(at: 500))
        #expect(batch.takeLog() == ["start v @0", "v0k", "v40", "v499", "v500"])
    }

    @Test("begins with audio that its first frame announces")
    mutating func beginsWithUnannouncedAudio() throws {
        try announce(video)
        try receive(.video(at: 0, keyframe: true), .video(at: 40))
        try announce(audio)
        try receive(.audio(at: 3))
        #expect(batch.takeLog() == ["start v a @0", "v0k", "v40", "a3"])
    }

    @Test("waits for no audio that it is known to leave out")
    mutating func beginsWithoutUnknownAudio() throws {
        try announce(video)
        session.leftOut(.codec(.audio, identifier: 6), at: WallTime(microseconds: 0))
        try receive(.video(at: 0, keyframe: true))
        #expect(batch.takeLog() == ["start v @0", "v0k"])
    }

    @Test("waits for no video when only audio is to be recorded")
    mutating func audioContentBegins() throws {
        session = RecordingSession(packager: LogPackager(), until: .seconds(1_000), content: .audio)
        try announce(audio)
        try receive(.audio(at: 10))
        #expect(batch.takeLog() == ["start a @10", "a10"])
    }

    @Test("takes no video when only audio is to be recorded")
    mutating func audioContent() throws {
        session = RecordingSession(packager: LogPackager(), until: .seconds(1_000), content: .audio)
        try announce(video, audio)
        try receive(.video(at: 0, keyframe: true), .audio(at: 10), .video(at: 1_000), .audio(at: 2_010))
        #expect(batch.takeLog() == ["start a @10", "a10", "a2010"])
        #expect(session.droppedPackets == 0)
    }

    @Test("begins without video when none is announced within two seconds, and loses no audio")
    mutating func beginsWithAudioAlone() throws {
        try announce(audio)
        try receive(.audio(at: 0), .audio(at: 1_000), .audio(at: 1_999))
        #expect(batch.takeLog() == [])
        try receive(.audio(at: 2_000))
        #expect(batch.takeLog() == ["start a @0", "a0", "a1000", "a1999", "a2000"])
    }

    @Test("waits ten seconds for a keyframe of an announced video track")
    mutating func waitsForKeyframe() throws {
        try announce(video, audio)
        try receive(.audio(at: 0), .video(at: 1), .audio(at: 3_000), .audio(at: 6_000))
        try receive(.audio(at: 9_000), .video(at: 9_999))
        #expect(batch.takeLog() == [])
        try receive(.audio(at: 10_000))
        #expect(batch.takeLog() == ["start a @0", "a0", "a3000", "a6000", "a9000", "a10000"])
        #expect(session.droppedPackets == 2)
    }

    @Test("holds no more than 512 KiB of audio")
    mutating func boundsHeldBytes() throws {
        try announce(video, audio)
        let payload = [UInt8](repeating: 0, count: 128 * 1_024)
        for time in Int64(0)..<4 { try receive(.audio(at: time, payload: payload)) }
        #expect(batch.takeLog() == [])
        try receive(.audio(at: 4))
        #expect(batch.takeLog() == ["start a @0", "a0", "a1", "a2", "a3", "a4"])
    }

    @Test("waits no longer when the audio's clock runs backwards")
    mutating func clockRunsBackwards() throws {
        try announce(audio)
        try receive(.audio(at: 900), .audio(at: 0))
        #expect(batch.takeLog() == ["start a @0", "a900", "a0"])
    }

    @Test("begins from the time before a jump back that ended the wait")
    mutating func clockRestarts() throws {
        try announce(audio)
        try receive(.audio(at: 90_000), .audio(at: 90_023), .audio(at: 0))
        #expect(batch.takeLog() == ["start a @90000", "a90000", "a90023", "a90046!"])
    }

    @Test("begins with the audio that it holds before another configuration of it")
    mutating func replacedConfiguration() throws {
        try announce(video, audio)
        try receive(.audio(at: 0))
        try announce(.testAudio(samplingFrequencyIndex: 3))
        try receive(.audio(at: 23), .video(at: 40, keyframe: true))
        #expect(batch.takeLog() == ["start a @0", "a0", "change a", "a23", "change v", "v40k"])
        #expect(session.droppedPackets == 0)
    }

    @Test("drops packets of a track that was not announced")
    mutating func dropsUnannounced() throws {
        try announce(audio)
        try receive(.video(at: 0, keyframe: true), .audio(at: 0), .audio(at: 2_000), .video(at: 2_000, keyframe: true))
        #expect(batch.takeLog() == ["start a @0", "a0", "a2000"])
        #expect(session.droppedPackets == 2)
    }

    // MARK: Tracks that come late or change

    @Test("lets a late video track join with its first keyframe")
    mutating func lateVideo() throws {
        try announce(audio)
        try receive(.audio(at: 0), .audio(at: 2_000))
        try announce(video)
        try receive(.video(at: 2_010), .audio(at: 2_023), .video(at: 2_050, keyframe: true), .video(at: 2_090))
        #expect(
            batch.takeLog() == ["start a @0", "a0", "a2000", "a2023", "change v", "v2050k", "v2090"])
        #expect(session.droppedPackets == 1)
    }

    @Test("lets a late audio track join at once")
    mutating func lateAudio() throws {
        try announce(video)
        try receive(.video(at: 0, keyframe: true), .audio(at: 10), .video(at: 600))
        try announce(audio)
        try receive(.audio(at: 623))
        #expect(batch.takeLog() == ["start v @0", "v0k", "v600", "change a", "a623"])
        #expect(session.droppedPackets == 1)
    }

    @Test("passes a changed configuration on once, and a repeated one never")
    mutating func repeatedTrack() throws {
        try announce(video, audio)
        try receive(.video(at: 0, keyframe: true))
        try announce(video, audio)
        let changed = try Track.testVideo(level: 31)
        try announce(changed, changed)
        #expect(batch.takeLog() == ["start v a @0", "v0k", "change v"])
    }

    // MARK: End

    @Test("ends before the first packet that arrives at its end")
    mutating func endsAtEnd() throws {
        try announce(video)
        try receive(.video(at: 0, keyframe: true))
        try receive(.video(at: 9_999))
        let step = try receive(.video(at: 1_000_000))
        guard case .ended(let file?) = step else { throw UnexpectedStep(step: step) }
        #expect(file.path == "last")
        #expect(batch.takeLog() == ["start v @0", "v0k", "v9999", "finish @10039"])
        #expect(try receive(.video(at: 1_000_040)) == .goesOn)
        #expect(session.sourceEnded(at: .seconds(200), into: &batch) == .goesOn)
        #expect(batch.isEmpty)
    }

    @Test("ends by the clock when no packet comes")
    mutating func endsByClock() throws {
        try announce(video)
        try receive(.video(at: 0, keyframe: true))
        #expect(session.passed(WallTime(microseconds: 999_999_999), into: &batch) == .goesOn)
        let step = session.passed(.seconds(1_000), into: &batch)
        guard case .ended(.some) = step else { throw UnexpectedStep(step: step) }
        #expect(session.passed(.seconds(1_001), into: &batch) == .goesOn)
    }

    @Test("moves its end earlier, and never later")
    mutating func movesEnd() throws {
        try announce(video)
        session.end(at: .seconds(5))
        session.end(at: .seconds(9))
        try receive(.video(at: 0, keyframe: true), .video(at: 4_999))
        let step = try receive(.video(at: 5_000))
        guard case .ended(.some) = step else { throw UnexpectedStep(step: step) }
        #expect(batch.takeLog() == ["start v @0", "v0k", "v4999", "finish @5039"])
    }

    @Test("records the audio that waited for video when its end comes")
    mutating func endsWaiting() throws {
        try announce(video, audio)
        try receive(.audio(at: 0))
        guard case .ended(.some) = session.passed(.seconds(1_000), into: &batch) else {
            throw UnexpectedStep(step: .goesOn)
        }
        #expect(batch.takeLog() == ["start a @0", "a0", "finish @23"])
    }

    @Test("ends with the push")
    mutating func endsWithPush() throws {
        try announce(video)
        try receive(.video(at: 0, keyframe: true))
        let step = session.sourceEnded(at: .seconds(200), into: &batch)
        guard case .ended(.some) = step else { throw UnexpectedStep(step: step) }
        #expect(batch.takeLog() == ["start v @0", "v0k", "finish @40"])
    }

    @Test("records the audio that waited for video when the push ends")
    mutating func pushEndsWaiting() throws {
        try announce(audio)
        try receive(.audio(at: 0), .audio(at: 23))
        let step = session.sourceEnded(at: .seconds(200), into: &batch)
        guard case .ended(.some) = step else { throw UnexpectedStep(step: step) }
        #expect(batch.takeLog() == ["start a @0", "a0", "a23", "finish @46"])
    }

    @Test("ends without a file when a push brought nothing")
    mutating func emptyPush() throws {
        try announce(video)
        try receive(.video(at: 0))
        #expect(session.sourceEnded(at: .seconds(200), into: &batch) == .ended(nil))
        #expect(batch.isEmpty)
    }

    // MARK: Files and errors

    @Test("hands out each file when it is complete, the first packets' too", arguments: [1, 2, 3])
    mutating func handsOutFiles(packetsPerFile: Int) throws {
        session = RecordingSession(packager: LogPackager(packetsPerFile: packetsPerFile), until: .seconds(1_000))
        try announce(video, audio)
        for number in 1...3 {
            let step = try receive(.video(at: Int64(number), keyframe: number == 1))
            guard number.isMultiple(of: packetsPerFile) else {
                #expect(step == .goesOn)
                continue
            }
            guard case .fileFinished(let file) = step else { throw UnexpectedStep(step: step) }
            #expect(file.path == "\(number / packetsPerFile)")
        }
    }

    @Test("leaves out a packet that the packager refuses, and goes on", arguments: [0, 40])
    mutating func refusedPacket(refused: Int64) throws {
        session = RecordingSession(packager: LogPackager(refused: refused), until: .seconds(1_000))
        try announce(video, audio)
        try receive(.video(at: 0, keyframe: true), .video(at: 40), .video(at: 80))
        #expect(batch.takeLog() == ["start v a @0", refused == 0 ? "v40" : "v0k", "v80"])
        let gap = Gap(
            .packetRefused, of: .video, begun: WallTime(microseconds: refused * 1_000),
            ended: WallTime(microseconds: (refused + 40) * 1_000), position: .milliseconds(refused + 40), packets: 1,
            detail: "refused")
        #expect(session.takeNotices() == [.gap(gap)])
        guard case .ended(.some) = session.sourceEnded(at: .seconds(200), into: &batch) else {
            throw UnexpectedStep(step: .goesOn)
        }
    }
}

private struct UnexpectedStep: Error {
    var step: RecordingStep
}
