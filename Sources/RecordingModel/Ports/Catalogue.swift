// SPDX-License-Identifier: Apache-2.0

package import Media

/// What must not be forgotten: orders, templates, domains, callback rules and the media library.
///
/// A call that changes something returns when the change is durable. Calls throw only for faults of the
/// store itself; what a caller may get wrong is in the result.
package protocol Catalogue: DomainRegistry, RecordTemplates, RecordRules, OrderBook, RecordingHistory,
    DomainDirectory, PushHistory, StreamBans, CallbackDirectory, CallbackHistory, Outbox, MediaLibrary, RetentionList,
    UploadQueue
{
    // MARK: Orders

    /// The order of this id, unless it was deleted.
    func task(id: String) async throws -> RecordingTask?
    /// Marks an order stopped at a time; an order that was stopped before keeps its first time.
    /// - Returns: the order, or nil when there is none.
    func stopTask(id: String, at time: WallTime) async throws -> RecordingTask?
    /// Forgets an order.
    /// - Returns: whether there was one.
    func deleteTask(id: String) async throws -> Bool
    /// Orders that match, by start time and then id, after the cursor, at most `limit`.
    func tasks(matching filter: TaskFilter, after cursor: TaskCursor?, limit: Int) async throws -> [RecordingTask]
    /// Puts the orders that are neither stopped nor over into a value that is made for so many, one by one and in no
    /// order: a list of them might need more memory than what is made of it.
    func unfinishedTasks<Value: Sendable>(
        at now: WallTime, into initial: @escaping @Sendable (_ count: Int) -> Value,
        _ add: @escaping @Sendable (inout Value, RecordingTask) -> Void
    ) async throws -> Value

    // MARK: Recording templates

    /// Keeps a new template, if there are fewer than `quota`; both in one step.
    /// - Returns: its number, or nil when there are as many as may be.
    func insert(_ template: RecordTemplate, quota: Int) async throws -> Int64?
    /// The template of this number.
    func recordTemplate(id: Int64) async throws -> RecordTemplate?
    /// Every template, by number.
    func recordTemplates() async throws -> [RecordTemplate]

    // MARK: Domains

    /// Registers a domain, if there are fewer than `quota`; both in one step.
    func insert(_ domain: PushDomain, quota: Int) async throws -> DomainInsertion
    /// How many domains there are.
    func domainCount() async throws -> Int
    /// Changes the keys of a domain in one step; what `change` throws comes back, and nothing is changed.
    /// - Returns: false when there is no domain of this name and purpose.
    func changeAuthentication(
        ofDomain name: String, purpose: PushDomain.Purpose,
        _ change: @escaping @Sendable (inout PushAuthentication) throws -> Void
    ) async throws -> Bool

    // MARK: Callbacks

    /// Keeps a new template, if there are fewer than `quota`; both in one step.
    /// - Returns: its number, or nil when there are as many as may be.
    func insert(_ template: CallbackTemplate, quota: Int) async throws -> Int64?
    /// The template of this number.
    func callbackTemplate(id: Int64) async throws -> CallbackTemplate?
    /// Binds a template to a domain and app.
    ///
    /// What a stream announces goes by the rule of its domain and app, else by that of its domain alone.
    /// - Returns: false when that pair is bound already.
    func insert(_ rule: CallbackRule) async throws -> Bool

    // MARK: Media library

    /// Adds a finished file, and what is announced of it; with an upload it is announced when it is in the object store.
    func insert(_ file: RecordedFile, announcing: [Announcement], uploading: FileUpload?) async throws
    /// The files of these ids that exist, in the order of the ids.
    func files(ids: [String]) async throws -> [RecordedFile]
    /// Files that match, by creation time, from `offset`, at most `limit`, and how many match in all.
    func files(
        matching filter: RecordedFileFilter, offset: Int, limit: Int
    ) async throws -> (total: Int, files: [RecordedFile])
}

/// What became of the wish to register a domain.
package enum DomainInsertion: Hashable, Sendable {
    case inserted
    /// The name is taken.
    case taken
    /// There are as many domains as may be.
    case quotaReached
}

/// The part of the catalogue that admission asks.
package protocol DomainRegistry: Sendable {
    /// The domain of this name in lower case.
    func domain(named name: String) async throws -> PushDomain?
}

/// Which orders a description asks for; nil does not restrict.
package struct TaskFilter: Hashable, Sendable {
    /// An order matches when its own start and end both lie within.
    package var window: ClosedRange<WallTime>
    package var domain: String?
    package var application: String?
    package var stream: String?

    package init(
        window: ClosedRange<WallTime>, domain: String? = nil, application: String? = nil, stream: String? = nil
    ) {
        self.window = window
        self.domain = domain
        self.application = application
        self.stream = stream
    }
}

/// Where a page of orders ended.
package struct TaskCursor: Hashable, Sendable {
    package var start: WallTime
    package var id: String

    package init(start: WallTime, id: String) {
        self.start = start
        self.id = id
    }
}
