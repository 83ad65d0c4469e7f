// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import RecordingModel

/// Records one stream in one format: packets in, batches of file operations out, on the stream's loop.
///
/// Packets collect in the batch until it is a quarter of a mebibyte or half a second old; then one job writes it.
/// While too much waits to be written the stream's socket is not read, so that nothing is dropped. A finished file
/// is reported once the manifest that names it is durable, too.
final class RecorderSink<P: Packager>: PacketSink {
    /// The recording itself, which another push may go on with.
    struct State: Sendable {
        var session: RecordingSession<P>
        var manifest: RecordingManifest
        let writer: any RecordingWriter
        /// Whether bytes of it are on the disk.
        var isWritten = false
    }

    private enum Phase {
        case recording
        /// Nothing more is taken; what was written is still on its way.
        case ending(RecorderFault?)
        /// The same, but another push may go on.
        case suspending
        case over
    }

    private var state: State
    private var phase = Phase.recording
    private var batch = FileBatch()
    private var finishedInBatch: [FinishedFile] = []
    /// What is told once the manifest is durable.
    private var awaitingManifest: [RecorderReport] = []
    private var isManifestDue = false
    private let mayContinue: Bool
    private let flow: any FlowControl
    private let eventLoop: any EventLoop
    private let clock: any WallClock
    private let report: @Sendable (RecorderReport) -> Void
    private var jobsInFlight = 0
    private var bytesInFlight = 0
    private var isHolding = false

    /// A sink that goes on with a recording; `mayContinue` tells whether another push may after it.
    init(
        _ state: State, mayContinue: Bool, flow: any FlowControl, eventLoop: any EventLoop, clock: any WallClock,
        report: @escaping @Sendable (RecorderReport) -> Void
    ) {
        self.state = state
        self.mayContinue = mayContinue
        self.flow = flow
        self.eventLoop = eventLoop
        self.clock = clock
        self.report = report
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
        take(state.session.received(packet, arrived: arrived, into: &batch))
        if batch.byteCount >= RecorderLimits.batchBytes { submit() }
    }

    func passed(_ now: WallTime) {
        guard !isEnded else { return }
        take(state.session.passed(now, into: &batch))
        submit()
    }

    func end(at time: WallTime) {
        guard !isEnded else { return }
        state.session.end(at: time)
        passed(clock.now)
    }

    func sourceEnded(at time: WallTime) {
        guard !isEnded else { return }
        guard mayContinue, state.session.canContinue else { return take(state.session.sourceEnded(into: &batch)) }
        state.session.sourceLost(into: &batch)
        phase = .suspending
        submit()
        settle()
    }

    // MARK: What follows from them

    private func take(_ step: RecordingSession<P>.Step) {
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
        guard state.session.hasNotices else { return }
        for notice in state.session.takeNotices() {
            if case .gap(let gap) = notice {
                state.manifest.add(gap)
                isManifestDue = true
            }
            report(.noticed(notice, at: clock.now))
        }
    }

    private func finish(_ fault: RecorderFault?) {
        phase = .ending(fault)
        submit()
        if !state.manifest.isEmpty || jobsInFlight > 0 {
            state.manifest.complete()
            isManifestDue = true
        }
        settle()
    }

    // MARK: Writing

    private func submit() {
        guard !batch.isEmpty else { return }
        let bytes = batch.byteCount
        let finished = finishedInBatch
        finishedInBatch = []
        bytesInFlight += bytes
        hold()
        submit(batch.take()) { sink, files in
            sink.bytesInFlight -= bytes
            sink.release()
            if let files { sink.written(files, finished: finished) }
        }
    }

    /// Queues a job; what follows runs on the loop, with the files that the job completed or with nil on a fault.
    private func submit(
        _ operations: [FileOperation], then follow: @escaping @Sendable (RecorderSink<P>, [StoredFile]?) -> Void
    ) {
        jobsInFlight += 1
        let sink = NIOLoopBound(self, eventLoop: eventLoop)
        state.writer.submit(operations) { [eventLoop] result in
            eventLoop.execute {
                let sink = sink.value
                sink.jobsInFlight -= 1
                follow(sink, try? result.get())
                if case .failure(let fault) = result { sink.failed(fault) }
                sink.settle()
            }
        }
    }

    private func written(_ files: [StoredFile], finished: [FinishedFile]) {
        if !state.isWritten {
            state.isWritten = true
            report(.firstWritten(at: clock.now))
        }
        if !files.isEmpty { report(.stored(files)) }
        // A playlist that grew and was completed in one job is there twice; the last is what stays.
        for file in finished {
            guard let stored = files.last(where: { $0.name == file.path }) else { continue }
            state.manifest.add(file, stored: stored)
            awaitingManifest.append(.finished(file, stored, at: clock.now))
            isManifestDue = true
        }
        for stored in files where !finished.contains(where: { $0.path == stored.name }) {
            state.manifest.add(part: stored)
        }
    }

    private func failed(_ fault: StorageFault) {
        // Nothing can be written any more, the manifest least of all.
        isManifestDue = false
        awaitingManifest = []
        switch phase {
        case .recording, .suspending, .ending(nil): phase = .ending(.storage(fault))
        case .ending, .over: break
        }
    }

    /// Does what was waiting for the writer.
    private func settle() {
        if case .ending = phase, jobsInFlight > 0 { return }
        if isManifestDue { return submitManifest() }
        guard jobsInFlight == 0 else { return }
        switch phase {
        case .recording, .over: break
        case .ending(let fault):
            phase = .over
            report(.ended(fault))
        case .suspending:
            phase = .over
            report(.suspended(suspended))
        }
    }

    private var suspended: SuspendedRecording {
        let (state, clock, oldLoop) = (state, clock, eventLoop)
        return SuspendedRecording(
            resume: { flow, eventLoop, report in
                RecorderSink(state, mayContinue: true, flow: flow, eventLoop: eventLoop, clock: clock, report: report)
            },
            finish: { report in
                oldLoop.execute {
                    let sink = RecorderSink(
                        state, mayContinue: false, flow: NoFlow(), eventLoop: oldLoop, clock: clock, report: report)
                    sink.sourceEnded(at: clock.now)
                }
            })
    }

    private func submitManifest() {
        isManifestDue = false
        let reports = awaitingManifest
        awaitingManifest = []
        submit([.replace(name: RecordingManifest.name, contents: state.manifest.contents)]) { sink, files in
            guard let files else { return }
            // With a finished file everything of the recording once more: what a crash kept from being told comes late.
            sink.report(
                .stored(reports.isEmpty ? files : sink.state.manifest.parts + reports.compactMap(\.file) + files))
            for report in reports { sink.report(report) }
        }
    }

    // MARK: Flow

    private func hold() {
        guard !isHolding, bytesInFlight > RecorderLimits.bytesInFlight else { return }
        isHolding = true
        flow.hold()
    }

    private func release() {
        guard isHolding, bytesInFlight <= RecorderLimits.bytesInFlight / 2 else { return }
        isHolding = false
        flow.release()
    }
}

@available(*, unavailable)
extension RecorderSink: Sendable {}

/// How much of a recording waits in memory.
enum RecorderLimits {
    /// A batch of this size is written at once: larger ones save nothing more.
    static let batchBytes = 256 << 10
    /// More than this on its way to the disk stops the stream's socket from being read.
    static let bytesInFlight = 8 << 20
    /// Media that a killed process takes with it: a batch's half second, found half a second late, and what a
    /// packager holds back for a second.
    static let lossBound = MediaTime.seconds(2)
}
