// SPDX-License-Identifier: Apache-2.0

package import Media
import NIOCore

/// Decides what one recording takes of its stream: where it begins, what it leaves out, when it ends.
///
/// It begins with the first video keyframe and the audio that came before it, or with the first audio where there
/// is no video. Until that is known packets are held back, not dropped: nothing that can be decoded is lost. Video
/// counts as absent when none is announced within 2 s of audio, or when none of it can be decoded for 10 s or
/// 512 KiB of audio; it joins later with its own first keyframe. Audio counts as absent when none is announced within
/// half a second of video: MP3, AC-3 and G.711 have no announcement but their first frame, which comes after it.
///
/// It ends before the first packet that arrives at the order's end or later, and with its push, unless another push
/// is to go on with it. Its packets stand on one continuous time (`Timeline`); what it leaves out and what is taken
/// out of its time is told in `takeNotices`.
///
/// Our bug: calls after the end, which do nothing. The peer's fault, which costs no more than itself: tracks and
/// packets that the packager refuses are left out and written down. Tolerated: tracks announced again, packets of a
/// track that was never announced and video before its first keyframe, which are dropped and counted.
package struct RecordingSession<P: Packager>: Sendable {
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
    private var omissions = Omissions()
    private var watch = PaceWatch()
    private var held = HeldPackets()

    /// Nothing that arrives then or later is recorded.
    package private(set) var end: WallTime
    private let content: RecordingContent
    private let interrupted: WallTime?
    private var video: Track?
    private var audio: Track?
    /// Whether the packager knows the video track; it is told of a late one with the first keyframe.
    private var hasVideo = false
    /// Where the packager began; nil before it has.
    private var origin: MediaTime?
    private var lastArrival = WallTime(microseconds: 0)
    /// Where the last packet is on the recording's time, and when it arrived; nil before the first.
    package private(set) var lastPlace: (time: MediaTime, arrived: WallTime)?
    /// Whether the packet that should have told the packager of a jump was refused.
    private var isMarkPending = false

    /// Begins to wait for a first packet; nothing that arrives at or after `end` is recorded.
    ///
    /// Of `content` without video the session is told nothing of what is left out: to it the push has none. A recording
    /// that goes on where the destination failed another's lacks what came between `interrupted` and its first packet.
    package init(
        packager: P, until end: WallTime, content: RecordingContent = .audioAndVideo, interrupted: WallTime? = nil
    ) {
        self.packager = packager
        self.content = content
        self.interrupted = interrupted
        self.end = end
    }

    /// Packets left out: video that can't be decoded without what came before it, and packets without a track.
    package var droppedPackets: Int { omissions.droppedPackets }

    /// Whether something was recorded that another push could go on with.
    package var canContinue: Bool { (origin != nil || !held.isEmpty) && state != .finished }

    /// A track is there, or its decoder configuration changed.
    package mutating func changed(_ track: Track, into batch: inout FileBatch) {
        guard content.includes(track.kind), state != .finished else { return }
        // What is held was made for the configurations that were known when it came.
        if state == .waiting, !held.isEmpty, isChange(track) { beginEarly(into: &batch) }
        guard P.holds(track.configuration) else { return leaveOut(track) }
        omissions.closeTrack(track.kind)
        timeline.note(track)
        let before: Track?
        switch track.kind {
        case .video:
            (before, video) = (video, track)
            guard track != before, hasVideo else { return }
        case .audio:
            (before, audio) = (audio, track)
            guard track != before else { return }
        }
        guard state == .recording else { return }
        if let before { omissions.note(.changed(from: before, to: track)) }
        change(track, into: &batch)
    }

    /// The publisher sends something that isn't recorded.
    package mutating func leftOut(_ what: LeftOut, at time: WallTime) {
        guard content.includes(what.kind), state != .finished else { return }
        omissions.add(what, at: time)
    }

    /// A packet arrived, or is replayed with the time at which it did.
    package mutating func received(
        _ packet: MediaPacket, arrived: WallTime, into batch: inout FileBatch
    ) -> RecordingStep {
        guard arrived < end else { return finish(at: end, into: &batch) }
        guard content.includes(packet.kind) else { return .goesOn }
        switch state {
        case .waiting: return hold(HeldPackets.Arrival(packet: packet, time: arrived), into: &batch)
        case .recording: return record(packet, arrived: arrived, into: &batch)
        case .finished: return .goesOn
        }
    }

    /// Moves the end to an earlier time; a later one is without effect.
    package mutating func end(at time: WallTime) {
        end = min(end, time)
    }

    /// Time went by: the recording ends when its end is reached.
    package mutating func passed(_ now: WallTime, into batch: inout FileBatch) -> RecordingStep {
        now < end ? .goesOn : finish(at: end, into: &batch)
    }

    /// The push is over, and the recording with it; audio that waited for video is recorded now.
    package mutating func sourceEnded(at time: WallTime, into batch: inout FileBatch) -> RecordingStep {
        finish(at: time, into: &batch)
    }

    /// The push is over, but another may go on with the recording: its packets continue after the last frame.
    package mutating func sourceLost(into batch: inout FileBatch) {
        guard state != .finished else { return }
        if state == .waiting, !held.isEmpty { beginEarly(into: &batch) }
        state = .waiting
        timeline.interrupt()
        (video, audio, hasVideo) = (nil, nil, false)
    }

    /// Whether packets are held back, or none has come.
    package var isWaiting: Bool { state == .waiting }

    /// What has waited for the beginning for a while, each packet once, and the tracks that are known by now.
    ///
    /// Of a recording that goes on with another push, which has begun before, it tells nothing.
    package mutating func takeHeld(at now: WallTime) -> (tracks: [Track], packets: ArraySlice<HeldPackets.Arrival>) {
        guard state == .waiting, origin == nil else { return ([], []) }
        return ([video, audio].compactMap { $0 }, held.takeUnnoted(at: now, age: .milliseconds(250)))
    }

    /// What there is to tell since the last call.
    package mutating func takeNotices() -> [RecordingNotice] {
        guard omissions.hasNotices || watch.isDue else { return [] }
        return omissions.takeNotices() + watch.take()
    }
}

// MARK: - Waiting

extension RecordingSession {
    /// How much video may wait for an audio track to be announced.
    private static var patienceForAudio: MediaTime { .milliseconds(500) }
    /// How much audio may wait for a video track to be announced.
    private static var patienceForTrack: MediaTime { .seconds(2) }
    /// How much audio may wait for a keyframe of an announced video track.
    private static var patienceForKeyframe: MediaTime { .seconds(10) }

    /// Keeps a packet until it is known with which tracks the recording begins.
    private mutating func hold(_ arrival: HeldPackets.Arrival, into batch: inout FileBatch) -> RecordingStep {
        switch arrival.packet.kind {
        case .video:
            guard video != nil, hasVideo || arrival.packet.isKeyframe else {
                drop(.video, at: arrival.time)
                return .goesOn
            }
            hasVideo = true
        case .audio:
            guard audio != nil else {
                drop(.audio, at: arrival.time)
                return .goesOn
            }
        }
        held.append(arrival)
        guard areTracksKnown || held.haveWaited(patience) else { return .goesOn }
        guard let file = begin(into: &batch) else { return .goesOn }
        return .fileFinished(file)
    }

    /// Whether no track that is still awaited would have a place in the beginning.
    private var areTracksKnown: Bool {
        guard hasVideo else { return !content.includes(.video) }
        return audio != nil || omissions.isAudioLeftOut
    }

    private var patience: MediaTime {
        hasVideo ? Self.patienceForAudio : video == nil ? Self.patienceForTrack : Self.patienceForKeyframe
    }

    /// Whether a track that is held has another configuration from here on.
    private func isChange(_ track: Track) -> Bool {
        let known = track.kind == .video ? video : audio
        return track != known && held.contains(track.kind)
    }

    /// Begins with what is held, however little it is: no file is complete by that, for it is shorter than any that a
    /// packager cuts.
    private mutating func beginEarly(into batch: inout FileBatch) {
        _ = begin(into: &batch)
    }

    /// Gives the packager what was held, in the order of arrival; a first beginning has the earliest time as its
    /// origin, a later one only brings the tracks of the new push.
    private mutating func begin(into batch: inout FileBatch) -> FinishedFile? {
        let held = self.held.take()
        state = .recording
        guard let first = held.earliest else { return nil }
        let tracks = [hasVideo ? video : nil, audio].compactMap { $0 }
        if origin == nil {
            guard start(tracks, origin: first.packet.decodeTime, wall: first.time, into: &batch) else {
                for arrival in held.arrivals { drop(arrival.packet.kind, at: arrival.time) }
                return nil
            }
        } else {
            for track in tracks { change(track, into: &batch) }
        }
        if hasVideo { omissions.closeUndecodable(at: held.arrivals.last?.time) }
        var cut: FinishedFile?
        for arrival in held.arrivals {
            guard (arrival.packet.kind == .video ? video : audio) != nil else {
                drop(arrival.packet.kind, at: arrival.time)
                continue
            }
            cut = write(arrival.packet, arrived: arrival.time, into: &batch) ?? cut
        }
        return cut
    }

    /// Starts the packager with all tracks, or with those that it takes alone; false when it takes none.
    private mutating func start(
        _ tracks: [Track], origin: MediaTime, wall: WallTime, into batch: inout FileBatch
    ) -> Bool {
        for candidates in [tracks] + (tracks.count > 1 ? tracks.map { [$0] } : []) {
            guard (try? packager.start(tracks: candidates, origin: origin, wall: wall, into: &batch)) != nil else {
                continue
            }
            for track in tracks where !candidates.contains(track) { leaveOut(track) }
            self.origin = origin
            lastArrival = wall
            noteInterruption(until: wall)
            return true
        }
        for track in tracks { leaveOut(track) }
        state = .waiting
        return false
    }
}

// MARK: - Recording

extension RecordingSession {
    private mutating func record(
        _ packet: MediaPacket, arrived: WallTime, into batch: inout FileBatch
    ) -> RecordingStep {
        switch packet.kind {
        case .video where !hasVideo:
            guard let video, packet.isKeyframe else {
                drop(.video, at: arrived)
                return .goesOn
            }
            omissions.closeUndecodable(at: arrived)
            hasVideo = true
            guard change(video, into: &batch) else {
                drop(.video, at: arrived)
                return .goesOn
            }
        case .video where !isKnown(.video), .audio where !isKnown(.audio):
            drop(packet.kind, at: arrived)
            return .goesOn
        case .video, .audio: break
        }
        guard let file = write(packet, arrived: arrived, into: &batch) else { return .goesOn }
        return .fileFinished(file)
    }

    private func isKnown(_ kind: MediaKind) -> Bool {
        kind == .video ? video?.kind != nil : audio?.kind != nil
    }

    /// Tells the packager of a track; one that it refuses is left out.
    @discardableResult
    private mutating func change(_ track: Track, into batch: inout FileBatch) -> Bool {
        guard (try? packager.change(track, into: &batch)) != nil else {
            leaveOut(track)
            return false
        }
        return true
    }

    /// Puts a packet on the recording's time and gives it to the packager.
    private mutating func write(
        _ packet: MediaPacket, arrived: WallTime, into batch: inout FileBatch
    ) -> FinishedFile? {
        var packet = packet
        let isReturn = timeline.isInterrupted
        let jump = timeline.place(&packet)
        if let jump {
            let gap = Gap(
                isReturn ? .pushLost : .clockJump, of: isReturn ? nil : jump.kind, begun: lastArrival,
                ended: max(arrived, lastArrival),
                position: jump.place - (origin ?? jump.place), step: isReturn ? .zero : jump.to - jump.from)
            omissions.note(.gap(gap))
            watch.restart()
        }
        watch.note(packet)
        lastArrival = arrived
        lastPlace = (packet.decodeTime, arrived)
        let isDiscontinuous = jump != nil || isMarkPending
        do throws(P.Failure) {
            let file = try packager.write(packet, arrived: arrived, isDiscontinuous: isDiscontinuous, into: &batch)
            isMarkPending = false
            omissions.closeRefused(at: arrived)
            return file
        } catch {
            isMarkPending = isDiscontinuous
            omissions.refuse(packet.kind, at: position, arrived: arrived, detail: "\(error)")
            return nil
        }
    }

    private mutating func finish(at time: WallTime, into batch: inout FileBatch) -> RecordingStep {
        guard state != .finished else { return .goesOn }
        if state == .waiting, !held.isEmpty { beginEarly(into: &batch) }
        state = .finished
        if origin == nil { noteInterruption(until: time) }
        omissions.close(at: lastArrival)
        watch.close()
        guard origin != nil else { return .ended(nil) }
        do throws(P.Failure) {
            return .ended(try packager.finish(end: timeline.end, into: &batch))
        } catch {
            return .failed("\(error)")
        }
    }
}

// MARK: - What is left out

extension RecordingSession {
    /// Where the recording is by now, counted from its first packet.
    private var position: MediaTime { origin.map { timeline.end - $0 } ?? .zero }

    /// What came between the fault of another recording's destination and this recording's first packet is missing.
    private mutating func noteInterruption(until time: WallTime) {
        guard let interrupted, interrupted < time else { return }
        omissions.note(.gap(Gap(.storageFault, begun: interrupted, ended: time)))
    }

    /// Counts a packet that can't be recorded.
    private mutating func drop(_ kind: MediaKind, at time: WallTime) {
        let track = kind == .video ? video : audio
        omissions.drop(kind, isAnnounced: track != nil, at: position, arrived: time)
    }

    /// The packets of a track are dropped from here on, as if the push had no such track.
    private mutating func leaveOut(_ track: Track) {
        switch track.kind {
        case .video: (video, hasVideo) = (nil, false)
        case .audio: audio = nil
        }
        omissions.add(track, at: position)
    }
}
