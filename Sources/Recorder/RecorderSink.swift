// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import RecordingModel

/// Records one stream in one format: packets in, batches of file operations out, on the stream's loop.
///
/// Packets collect in the batch until it is a quarter of a mebibyte or a quarter of a second old; then one job writes
/// it; the store makes it durable. While too much waits to be written,
/// or for too long, the stream's socket is not read, so that nothing is dropped and little can be lost. What has to be
/// known should the server die goes into the journal, before the bytes that it is about. A finished file is reported
/// once the manifest that names it is durable, too.
final class RecorderSink<P: Packager>: PacketSink {
    /// The recording itself, which another push may go on with.
    struct State: Sendable {
        var session: RecordingSession<P>
        var manifest: RecordingManifest
        let writer: any RecordingWriter
        /// Whether packets that were held are in the journal and not yet in a file.
        var isHeldNoted = false
        /// Whether bytes of it are on their way to the disk.
        var isBegun = false
        /// Whether they are there.
        var isWritten = false
    }

    enum Phase {
        case recording
        /// Nothing more is taken; what was written is still on its way.
        case ending(RecorderFault?)
        /// The same, but another push may go on.
        case suspending
        case over
    }

    var state: State
    var phase = Phase.recording
    var batch = FileBatch()
    var finishedInBatch: [FinishedFile] = []
    /// What is told once the manifest is durable.
    var awaitingManifest: [RecorderReport] = []
    var isManifestDue = false
    private let mayContinue: Bool
    let flow: any FlowControl
    let eventLoop: any EventLoop
    let clock: any WallClock
    let report: @Sendable (RecorderReport) -> Void
    let rooms: BatchRooms
    var inFlight = WritesInFlight()
    let outcomes = WriteOutcomes()
    /// What follows from the jobs in flight.
    var follows = CircularBuffer<(RecorderSink<P>, [StoredFile]?) -> Void>()
    var isLooking = false
    var isHolding = false
    /// Ticks since the last note of the clock.
    private var ticksUntimed = 0
    /// How many they may become: few at first, when a late first packet would put all of a short file off its time.
    private var ticksToTime = 1
    private var timedPlace: MediaTime?

    /// A sink that goes on with a recording; `mayContinue` tells whether another push may after it.
    init(
        _ state: State, mayContinue: Bool, flow: any FlowControl, eventLoop: any EventLoop, clock: any WallClock,
        rooms: BatchRooms, report: @escaping @Sendable (RecorderReport) -> Void
    ) {
        self.state = state
        self.mayContinue = mayContinue
        self.flow = flow
        self.eventLoop = eventLoop
        self.clock = clock
        self.rooms = rooms
        self.report = report
    }

    /// Lets the journal know of the recording, before there is anything of it.
    func announce(_ beginning: JournalEntry) {
        batch.journal(beginning.line)
        submit()
    }

    // MARK: The stream's calls

    var isEnded: Bool {
        guard case .recording = phase else { return true }
        return false
    }

    func changed(_ track: Track) {
        guard !isEnded else { return }
        state.session.changed(track, into: &batch)
        takeNotices()
    }

    func leftOut(_ what: LeftOut) {
        guard !isEnded else { return }
        state.session.leftOut(what, at: clock.now)
        takeNotices()
    }

    func received(_ packet: MediaPacket, arrived: WallTime) {
        guard !isEnded else { return }
        if batch.needsRoom { batch.use(rooms.take()) }
        take(state.session.received(packet, arrived: arrived, into: &batch))
        guard batch.byteCount >= RecorderLimits.batchBytes else { return }
        look()
        submit(mayKeepPart: true)
    }

    func passed(_ now: WallTime) {
        look()
        guard !isEnded else { return }
        take(state.session.passed(now, into: &batch))
        guard !isEnded else { return }
        noteHeld(at: now)
        noteClock()
        submit(mayKeepPart: true)
        inFlight.passed()
        hold()
    }

    var end: WallTime { state.session.end }

    func end(at time: WallTime) { state.session.end(at: time) }

    func sourceEnded(at time: WallTime) {
        guard !isEnded else { return }
        guard mayContinue, state.session.canContinue else {
            return take(state.session.sourceEnded(at: time, into: &batch))
        }
        state.session.sourceLost(into: &batch)
        batch.journal(JournalEntry.ended(clock.now).line)
        phase = .suspending
        submit()
        settle()
    }

    // MARK: What follows from them

    private func take(_ step: RecordingStep) {
        takeNotices()
        switch step {
        case .goesOn: break
        case .fileFinished(let file):
            finishedInBatch.append(file)
            submit()
        case .ended(let file):
            if let file { finishedInBatch.append(file) }
            finish(nil)
        case .failed(let reason):
            finish(.media(reason))
        }
    }

    private func takeNotices() {
        for notice in state.session.takeNotices() {
            if case .gap(let gap) = notice {
                state.manifest.add(gap)
                batch.journal(JournalEntry.gap(gap).line)
                isManifestDue = true
            }
            report(.noticed(notice, at: clock.now))
        }
    }

    private func finish(_ fault: RecorderFault?) {
        phase = .ending(fault)
        if !batch.isEmpty || state.isBegun { batch.journal(JournalEntry.ended(clock.now).line) }
        submit()
        if !state.manifest.isEmpty || state.isBegun {
            state.manifest.complete()
            isManifestDue = true
        }
        settle()
    }

    // MARK: For the time after a crash

    /// Lets the journal have the packets that have waited long for the recording's beginning.
    private func noteHeld(at now: WallTime) {
        let (tracks, packets) = state.session.takeHeld(at: now)
        guard !packets.isEmpty else { return }
        batch.journal(JournalEntry.held(HeldNote(tracks: tracks, packets: packets)).line)
        state.isHeldNoted = true
    }

    private func noteClock() {
        ticksUntimed += 1
        guard ticksUntimed >= ticksToTime, let place = state.session.lastPlace, place.time != timedPlace else { return }
        (ticksUntimed, timedPlace) = (0, place.time)
        ticksToTime = min(2 * ticksToTime, RecorderLimits.ticksUntimed)
        batch.remark(JournalEntry.clock(place.time, place.arrived).line)
    }
}

@available(*, unavailable)
extension RecorderSink: Sendable {}

/// How much of a recording waits in memory, and how long it may be lost.
///
/// A tick is a call of `passed`, a quarter of a second.
enum RecorderLimits {
    /// A batch of this size is written at once: larger ones save nothing more.
    static let batchBytes = 256 << 10
    /// How often the journal gets the time of a recording that has gone on for a while.
    static let ticksUntimed = 40
    /// Media that a killed process takes with it: 0.3 seconds that a muxer holds back, a batch, and what was not read.
    static let lossBound = MediaTime.seconds(1)
}
