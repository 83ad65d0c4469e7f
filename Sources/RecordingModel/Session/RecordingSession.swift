// SPDX-License-Identifier: Apache-2.0

package import Media
import NIOCore

/// Decides what one recording takes of its stream: where it begins, what it leaves out, when it ends.
///
/// It begins with the first video keyframe and the audio that came before it, or with the first audio where there
/// is no video. Until that is known audio is held back, not dropped: nothing that can be decoded is lost. Video
/// counts as absent when none is announced within 2 s of audio, or when none of it can be decoded for 10 s or
/// 512 KiB of audio; it joins later with its own first keyframe.
///
/// It ends before the first packet that arrives at the order's end or later, and with its push, unless another push
/// is to go on with it. Its packets stand on one continuous time (`Timeline`); what it leaves out and what is taken
/// out of its time is told in `takeNotices`.
///
/// Our bug: calls after the end or after an error, which do nothing. The peer's fault: what the packager throws;
/// the session is over then. Tolerated: tracks announced again, tracks that the container can't hold, packets of a
/// track that was never announced and video before its first keyframe, which are dropped and counted.
package struct RecordingSession<P: Packager>: Sendable {
    /// What the caller has to do after an event.
    package enum Step: Hashable, Sendable {
        case goesOn
        /// A file is complete, the recording goes on in another.
        case fileFinished(FinishedFile)
        /// The recording is over; nil when it never began, or when its last file was handed out before.
        case ended(FinishedFile?)
    }

    private enum State {
        /// For the first video keyframe, or for the certainty that there will be none.
        case waiting
        case recording
        case finished
    }

    private var state = State.waiting
    // Beside the state, not inside it: a copy for each packet would cost as much as what has grown.
    private var packager: P
    private var timeline = Timeline()
    private var log = NoticeLog()
    private var held: [Arrival] = []
    private var heldBytes = 0

    private var end: WallTime
    private let content: RecordingContent
    private var video: Track?
    private var audio: Track?
    /// Whether the packager knows the video track; it is told of a late one with the first keyframe.
    private var hasVideo = false
    /// Where the packager began; nil before it has.
    private var origin: MediaTime?
    private var lastArrival = WallTime(microseconds: 0)
    /// Video that waits for its first keyframe, and tracks that are left out.
    private var undecodable: OpenGap?
    private var leftOut: [MediaKind: OpenGap] = [:]

    /// Packets left out: video that can't be decoded without what came before it, and packets without a track.
    package private(set) var droppedPackets = 0

    /// Begins to wait for a first packet; nothing that arrives at or after `end` is recorded.
    ///
    /// Of `content` without video the session is told nothing of what is left out: to it the push has none.
    package init(packager: P, until end: WallTime, content: RecordingContent = .audioAndVideo) {
        self.packager = packager
        self.content = content
        self.end = end
    }

    /// Whether something was recorded that another push could go on with.
    package var canContinue: Bool { origin != nil && state != .finished }

    /// A track is there, or its decoder configuration changed.
    package mutating func changed(_ track: Track, into batch: inout FileBatch) throws(P.Failure) {
        guard content.includes(track.kind), state != .finished else { return }
        guard P.holds(track.configuration) else { return leaveOut(track) }
        closeLeftOut(track.kind)
        timeline.note(track)
        let before: Track?
        switch track.kind {
        case .video:
            (before, video) = (video, track)
            guard track != before, hasVideo else { return }
        case .audio:
            (before, audio) = (audio, track)
            guard track != before else { return }
            if state == .waiting { dropHeld() }
        }
        guard state == .recording else { return }
        if let before { log.note(.changed(from: before, to: track)) }
        do throws(P.Failure) {
            try packager.change(track, into: &batch)
        } catch {
            state = .finished
            throw error
        }
    }

    /// The publisher sends something that isn't recorded.
    package mutating func leftOut(_ what: LeftOut) {
        guard content.includes(what.kind), state != .finished else { return }
        log.note(.notRecorded(what))
    }

    /// A packet arrived, or is replayed with the time at which it did.
    package mutating func received(
        _ packet: MediaPacket, arrived: WallTime, into batch: inout FileBatch
    ) throws(P.Failure) -> Step {
        guard arrived < end else { return try finish(into: &batch) }
        guard content.includes(packet.kind) else { return .goesOn }
        do throws(P.Failure) {
            switch state {
            case .waiting: return try hold(Arrival(packet: packet, time: arrived), into: &batch)
            case .recording: return try record(packet, arrived: arrived, into: &batch)
            case .finished: return .goesOn
            }
        } catch {
            state = .finished
            throw error
        }
    }

    /// Moves the end to an earlier time; a later one is without effect.
    package mutating func end(at time: WallTime) {
        end = min(end, time)
    }

    /// Time went by: the recording ends when its end is reached.
    package mutating func passed(_ now: WallTime, into batch: inout FileBatch) throws(P.Failure) -> Step {
        now < end ? .goesOn : try finish(into: &batch)
    }

    /// The push is over, and the recording with it; audio that waited for video is recorded now.
    package mutating func sourceEnded(into batch: inout FileBatch) throws(P.Failure) -> Step {
        guard state == .waiting, !held.isEmpty else { return try finish(into: &batch) }
        do throws(P.Failure) {
            // No file is complete before the end: what is held is shorter than any that a packager cuts.
            _ = try begin(into: &batch)
            return try finish(into: &batch)
        } catch {
            state = .finished
            throw error
        }
    }

    /// The push is over, but another may go on with the recording: its packets continue after the last frame.
    package mutating func sourceLost() {
        guard state != .finished else { return }
        state = .waiting
        timeline.interrupt()
        (video, audio, hasVideo) = (nil, nil, false)
        held = []
        heldBytes = 0
    }

    /// What there is to tell since the last call.
    package mutating func takeNotices() -> [RecordingNotice] { log.take() }

    /// Whether `takeNotices` has something.
    package var hasNotices: Bool { !log.notices.isEmpty }
}

// MARK: - Waiting

extension RecordingSession {
    private struct Arrival {
        var packet: MediaPacket
        var time: WallTime
    }

    /// How much audio may wait for a video track to be announced.
    private static var patienceForTrack: MediaTime { .seconds(2) }
    /// How much audio may wait for a keyframe of an announced video track.
    private static var patienceForKeyframe: MediaTime { .seconds(10) }
    /// Bytes of audio that may wait, whatever their time: ten seconds at 400 kbit/s.
    private static var heldByteLimit: Int { 512 * 1_024 }

    /// Keeps a packet until the first keyframe is there, or until it is clear that none will come.
    private mutating func hold(_ arrival: Arrival, into batch: inout FileBatch) throws(P.Failure) -> Step {
        switch arrival.packet.kind {
        case .video:
            guard video != nil, arrival.packet.isKeyframe else {
                drop(.video, at: arrival.time)
                return .goesOn
            }
            hasVideo = true
            held.append(arrival)
        case .audio:
            guard audio != nil else {
                drop(.audio, at: arrival.time)
                return .goesOn
            }
            held.append(arrival)
            heldBytes += arrival.packet.payload.readableBytes
            guard isOutOfPatience else { return .goesOn }
        }
        return try begin(into: &batch).map { .fileFinished($0) } ?? .goesOn
    }

    /// Audio of an older configuration can't be decoded with the newer one that the file would begin with.
    private mutating func dropHeld() {
        droppedPackets += held.count
        held = []
        heldBytes = 0
    }

    private var isOutOfPatience: Bool {
        guard let first = held.first, let last = held.last else { return false }
        let patience = video == nil ? Self.patienceForTrack : Self.patienceForKeyframe
        let span = last.packet.decodeTime - first.packet.decodeTime
        // Audio whose clock runs backwards says nothing about how long it lasts: it waits no longer.
        return span >= patience || span < .zero || heldBytes > Self.heldByteLimit
    }

    /// Gives the packager what was held, in the order of arrival; a first beginning has the earliest time as its
    /// origin, a later one only brings the tracks of the new push.
    private mutating func begin(into batch: inout FileBatch) throws(P.Failure) -> FinishedFile? {
        let arrivals = held
        held = []
        heldBytes = 0
        state = .recording
        guard let first = arrivals.min(by: { $0.packet.decodeTime < $1.packet.decodeTime }) else { return nil }
        let tracks = [hasVideo ? video : nil, audio].compactMap { $0 }
        if origin == nil {
            origin = first.packet.decodeTime
            lastArrival = first.time
            try packager.start(tracks: tracks, origin: first.packet.decodeTime, wall: first.time, into: &batch)
        } else {
            for track in tracks { try packager.change(track, into: &batch) }
        }
        if hasVideo { closeUndecodable(at: arrivals.last?.time) }
        var cut: FinishedFile?
        for arrival in arrivals {
            cut = try write(arrival.packet, arrived: arrival.time, into: &batch) ?? cut
        }
        return cut
    }
}

// MARK: - Recording

extension RecordingSession {
    private mutating func record(
        _ packet: MediaPacket, arrived: WallTime, into batch: inout FileBatch
    ) throws(P.Failure) -> Step {
        switch packet.kind {
        case .video where !hasVideo:
            guard let video, packet.isKeyframe else {
                drop(.video, at: arrived)
                return .goesOn
            }
            try packager.change(video, into: &batch)
            hasVideo = true
            closeUndecodable(at: arrived)
        case .video where video == nil, .audio where audio == nil:
            drop(packet.kind, at: arrived)
            return .goesOn
        case .video, .audio: break
        }
        return try write(packet, arrived: arrived, into: &batch).map { .fileFinished($0) } ?? .goesOn
    }

    /// Puts a packet on the recording's time and gives it to the packager.
    private mutating func write(
        _ packet: MediaPacket, arrived: WallTime, into batch: inout FileBatch
    ) throws(P.Failure) -> FinishedFile? {
        var packet = packet
        let isReturn = timeline.isInterrupted
        let jump = timeline.place(&packet)
        if let jump {
            let gap = Gap(
                isReturn ? .pushLost : .clockJump, begun: lastArrival, ended: max(arrived, lastArrival),
                position: jump.place - (origin ?? jump.place), step: isReturn ? .zero : jump.to - jump.from)
            log.note(.gap(gap))
        }
        lastArrival = arrived
        return try packager.write(packet, arrived: arrived, isDiscontinuous: jump != nil, into: &batch)
    }

    private mutating func finish(into batch: inout FileBatch) throws(P.Failure) -> Step {
        guard state != .finished else { return .goesOn }
        state = .finished
        held = []
        closeUndecodable(at: nil)
        for kind in MediaKind.allCases { closeLeftOut(kind) }
        log.close()
        return .ended(origin == nil ? nil : try packager.finish(end: timeline.end, into: &batch))
    }
}

// MARK: - What is left out

extension RecordingSession {
    /// Where the recording is by now, counted from its first packet.
    private var position: MediaTime { origin.map { timeline.end - $0 } ?? .zero }

    /// Counts a packet that can't be recorded.
    private mutating func drop(_ kind: MediaKind, at time: WallTime) {
        droppedPackets += 1
        if leftOut[kind] != nil {
            leftOut[kind]?.count(at: time)
        } else if kind == .video, video != nil {
            if undecodable == nil { undecodable = OpenGap(.noKeyframe, position: position) }
            undecodable?.count(at: time)
        }
    }

    /// The packets of a track are dropped from here on, as if the push had no such track.
    private mutating func leaveOut(_ track: Track) {
        closeLeftOut(track.kind)
        switch track.kind {
        case .video: (video, hasVideo) = (nil, false)
        case .audio:
            audio = nil
            if state == .waiting { dropHeld() }
        }
        leftOut[track.kind] = OpenGap(.codecNotHeld, position: position, detail: track.configuration.name)
        log.note(.leftOut(track))
    }

    private mutating func closeLeftOut(_ kind: MediaKind) {
        if let gap = leftOut.removeValue(forKey: kind)?.closed(at: nil) { log.note(.gap(gap)) }
    }

    private mutating func closeUndecodable(at time: WallTime?) {
        if let gap = undecodable?.closed(at: time) { log.note(.gap(gap)) }
        undecodable = nil
    }
}
