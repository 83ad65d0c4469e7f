// SPDX-License-Identifier: Apache-2.0

package import Media
package import RecordingModel

// MARK: - Domains

extension MemoryCatalogue {
    package func domains() -> [PushDomain] {
        domainList.values.sorted { ($0.created, $0.name) < ($1.created, $1.name) }
    }

    package func setDomain(named name: String, isEnabled: Bool) -> Bool {
        domainList[name.lowercased()]?.isEnabled = isEnabled
        return domainList[name.lowercased()] != nil
    }

    package func deleteDomain(named name: String, purpose: PushDomain.Purpose) -> Bool {
        guard domainList[name.lowercased()]?.purpose == purpose else { return false }
        return domainList.removeValue(forKey: name.lowercased()) != nil
    }
}

// MARK: - Pushes and bans

extension MemoryCatalogue {
    package func insert(_ push: PushRecord, announcing announcements: [Announcement]) {
        let id = push.publication.id
        guard !pushes.contains(where: { $0.publication.id == id }) else { return }
        let oldest = WallTime(microseconds: push.publication.begun.microseconds - HistoryLimits.pushes)
        pushes.removeAll { push in push.end.map { $0.time < oldest } ?? false }
        pushes.append(push)
        announce(announcements)
    }

    package func endPush(
        _ id: PublicationID, with end: PushRecord.End, announcing announcements: [Announcement]
    ) {
        for index in pushes.indices where pushes[index].publication.id == id && pushes[index].end == nil {
            pushes[index].end = end
        }
        announce(announcements)
    }

    package func endOpenPushes(
        with end: PushRecord.End, announcing announcement: @Sendable (Publication) -> Announcement?
    ) {
        let open = pushes.filter { $0.end == nil }.map(\.publication)
        let ordered = open.sorted { ($0.begun, $0.id.number) < ($1.begun, $1.id.number) }
        for index in pushes.indices where pushes[index].end == nil { pushes[index].end = end }
        announce(ordered.compactMap(announcement))
    }

    package func pushes(matching filter: PushFilter, offset: Int, limit: Int) -> (total: Int, pushes: [PushRecord]) {
        let matching = pushes.filter { push in
            let key = push.publication.key
            return push.end.map { filter.window.contains($0.time) } ?? false
                && (filter.domain?.lowercased() ?? key.domain) == key.domain
                && (filter.application ?? key.application) == key.application
                && (filter.stream.map { filter.isStreamExact ? $0 == key.stream : key.stream.contains($0) } ?? true)
                && (push.isAdmitted || !filter.isAdmittedOnly)
        }
        let sorted = matching.sorted { $0.order < $1.order }
        let ordered = filter.newestFirst ? sorted.reversed() : sorted
        return (matching.count, Array(ordered.dropFirst(offset).prefix(limit)))
    }

    package func hasPushes(toDomain name: String, since time: WallTime) -> Bool {
        pushes.contains { push in
            push.isAdmitted && push.publication.key.domain == name.lowercased()
                && (push.end.map { $0.time >= time } ?? true)
        }
    }

    package func insert(_ ban: StreamBan) {
        bans = bans.filter { ban.created < $0.value.resumes }
        bans[ban.key.stream] = ban
    }

    package func ban(ofStream name: String, at time: WallTime) -> StreamBan? {
        bans[name].flatMap { time < $0.resumes ? $0 : nil }
    }

    package func deleteBan(ofStream name: String) {
        bans[name] = nil
    }
}

extension PushRecord {
    fileprivate var order: (WallTime, WallTime, UInt64) {
        (end?.time ?? publication.begun, publication.begun, publication.id.number)
    }
}

// MARK: - Callbacks

extension MemoryCatalogue {
    package func modifyCallbackTemplate(
        id: Int64, _ change: @Sendable (inout CallbackTemplate) throws -> Void
    ) throws -> Bool {
        guard let index = callbackTemplateList.firstIndex(where: { $0.id == id }) else { return false }
        var template = callbackTemplateList[index]
        try change(&template)
        callbackTemplateList[index] = template
        return true
    }

    package func callbackTemplates() -> [CallbackTemplate] { callbackTemplateList }

    package func deleteCallbackTemplate(id: Int64) -> CallbackTemplateDeletion {
        guard !callbackRuleList.values.contains(where: { $0.templateID == id }) else { return .inUse }
        guard callbackTemplateList.contains(where: { $0.id == id }) else { return .unknown }
        callbackTemplateList.removeAll { $0.id == id }
        return .deleted
    }

    package func callbackRules() -> [CallbackRule] {
        callbackRuleList.values.sorted { ($0.domain, $0.application) < ($1.domain, $1.application) }
    }

    package func deleteCallbackRule(domain: String, application: String) -> Bool {
        callbackRuleList.removeValue(forKey: RuleKey(domain: domain.lowercased(), application: application)) != nil
    }

    package func callbackAttempts(
        matching filter: CallbackAttemptFilter, offset: Int, limit: Int
    ) -> (total: Int, attempts: [CallbackAttempt]) {
        let matching = attempts.enumerated().filter { _, attempt in
            attempt.stream == filter.stream && filter.window.contains(attempt.eventTime)
                && (filter.eventType ?? attempt.eventType) == attempt.eventType
                && (filter.isDelivered.map { $0 == (attempt.resultCode == 0) } ?? true)
        }
        let ordered = matching.sorted { ($0.element.eventTime, $0.offset) > ($1.element.eventTime, $1.offset) }
        return (matching.count, ordered.dropFirst(offset).prefix(limit).map(\.element))
    }
}

// MARK: - Media library

extension MemoryCatalogue {
    package func files(inSession sessionID: String) -> [RecordedFile] {
        files.values.filter { $0.sessionID == sessionID }.sorted { ($0.created, $0.id) < ($1.created, $1.id) }
    }

    package func modifyFile(
        id: String, _ change: @Sendable (inout RecordedFile) throws -> Void
    ) throws -> (before: RecordedFile, after: RecordedFile)? {
        guard let before = files[id] else { return nil }
        var after = before
        try change(&after)
        files[id] = after
        return (before, after)
    }

    package func deleteFile(id: String) -> Bool {
        deleteObjects(ofFile: id)
        return files.removeValue(forKey: id) != nil
    }
}
