package io.bactrian.testkit.crash;

import io.bactrian.testkit.crash.BrokerWire.Message;
import io.bactrian.testkit.crash.CrashPoint.Kind;
import io.bactrian.testkit.crash.CrashPoint.Phase;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.BaseRecords;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.Records;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ApiVersionsResponse;
import org.apache.kafka.common.requests.DescribeClusterResponse;
import org.apache.kafka.common.requests.FetchResponse;
import org.apache.kafka.common.requests.FindCoordinatorResponse;
import org.apache.kafka.common.requests.JoinGroupRequest;
import org.apache.kafka.common.requests.JoinGroupResponse;
import org.apache.kafka.common.requests.LeaveGroupRequest;
import org.apache.kafka.common.requests.MetadataResponse;
import org.apache.kafka.common.requests.OffsetCommitRequest;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.RequestUtils;
import org.apache.kafka.common.requests.SyncGroupRequest;
import org.apache.kafka.common.requests.SyncGroupResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection from a client of a part to a broker. Requests and answers are carried on as they are, but for addresses of
 * brokers; where a record or an offset is sent, or a record received, the part can die.
 */
final class BrokerLine {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerLine.class);
    private static final int LONGEST_FRAME = 100 * 1024 * 1024;
    private static final int CONNECT_MILLIS = 5_000;

    /** The last version of a request that names topics; later ones have ids that only the brokers can tell. */
    private static final Map<ApiKeys, Short> LAST_WITH_NAMES =
            Map.of(ApiKeys.FETCH, (short) 12, ApiKeys.PRODUCE, (short) 12, ApiKeys.OFFSET_COMMIT, (short) 9);

    private final String part;
    private final Mortality life;
    private final InetSocketAddress broker;
    private final BrokerDoor door;
    private final BrokerWire wire;
    private final Socket client;
    private final Socket upstream = new Socket();
    private final Map<Integer, Asked> asked = new ConcurrentHashMap<>();

    /**
     * A request whose answer is awaited.
     *
     * @param request null for those that nobody looks into
     * @param messages the records that it sends, or whose offsets it commits
     */
    private record Asked(RequestHeader header, @Nullable AbstractRequest request, List<Message> messages) {}

    BrokerLine(String part, Mortality life, Socket client, InetSocketAddress broker, BrokerDoor door, BrokerWire wire)
            throws IOException {
        this.part = part;
        this.life = life;
        this.client = client;
        this.broker = broker;
        this.door = door;
        this.wire = wire;
        client.setTcpNoDelay(true);
        upstream.setTcpNoDelay(true);
        try {
            upstream.connect(broker, CONNECT_MILLIS);
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    void carryRequests() {
        try (Socket from = client;
                Socket to = upstream) {
            DataInputStream in = new DataInputStream(from.getInputStream());
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(to.getOutputStream()));
            for (ByteBuffer frame = read(in); frame != null; frame = read(in)) {
                if (life.isDead()) {
                    return;
                }
                Asked question = question(frame.duplicate());
                if (diesBefore(question)) {
                    return;
                }
                asked.put(question.header().correlationId(), question);
                write(out, frame);
            }
        } catch (IOException | RuntimeException e) {
            hungUp(e);
        } finally {
            door.closed(this);
        }
    }

    void carryAnswers() {
        try (Socket from = upstream;
                Socket to = client) {
            DataInputStream in = new DataInputStream(from.getInputStream());
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(to.getOutputStream()));
            for (ByteBuffer frame = read(in); frame != null; frame = read(in)) {
                Asked question = asked.remove(frame.getInt(0));
                ByteBuffer onward = question == null ? frame : answer(question, frame);
                if (onward == null || life.isDead()) {
                    return;
                }
                write(out, onward);
            }
        } catch (IOException | RuntimeException e) {
            hungUp(e);
        } finally {
            door.closed(this);
        }
    }

    private void hungUp(Exception e) {
        if (e instanceof IOException || life.isDead()) {
            LOG.debug("the line from {} to {} is gone: {}", part, broker, e.toString());
        } else {
            LOG.warn("the line from {} to {} carries what nobody understands", part, broker, e);
        }
    }

    private Asked question(ByteBuffer frame) {
        RequestHeader header = RequestHeader.parse(frame);
        return switch (header.apiKey()) {
            case PRODUCE -> {
                ProduceRequest request = (ProduceRequest) parse(header, frame);
                yield new Asked(header, request, sent(request));
            }
            case OFFSET_COMMIT -> {
                OffsetCommitRequest request = (OffsetCommitRequest) parse(header, frame);
                yield new Asked(header, request, committed(request.data()));
            }
            case JOIN_GROUP, SYNC_GROUP, LEAVE_GROUP -> new Asked(header, parse(header, frame), List.of());
            case FIND_COORDINATOR -> {
                if (!isAdministrator(header.clientId())) {
                    door.memberships().stir();
                }
                yield new Asked(header, null, List.of());
            }
            default -> new Asked(header, null, List.of());
        };
    }

    /** Whoever asks how far a group has read does so all the time, and is no member of it. */
    private static boolean isAdministrator(String client) {
        return client.startsWith("adminclient-"); // what Kafka calls them, unless they are given a name
    }

    private static AbstractRequest parse(RequestHeader header, ByteBuffer body) {
        return AbstractRequest.parseRequest(header.apiKey(), header.apiVersion(), body).request;
    }

    private List<Message> sent(ProduceRequest request) {
        List<Message> messages = new ArrayList<>();
        for (ProduceRequestData.TopicProduceData topic : request.data().topicData()) {
            topic.partitionData()
                    .forEach(partition -> read(
                            new TopicPartition(topic.name(), partition.index()), partition.records(), true, messages));
        }
        return messages;
    }

    private void read(
            TopicPartition partition, @Nullable BaseRecords records, boolean counted, List<Message> messages) {
        if (!(records instanceof Records batches)) {
            return;
        }
        long place = 0;
        for (RecordBatch batch : batches.batches()) {
            if (batch.isControlBatch()) {
                continue;
            }
            for (Record record : batch) {
                Message message = wire.read(partition, counted ? place++ : record.offset(), record);
                if (message != null) {
                    messages.add(message);
                }
            }
        }
    }

    private List<Message> committed(OffsetCommitRequestData request) {
        List<Message> messages = new ArrayList<>();
        request.topics().forEach(topic -> topic.partitions()
                .forEach(partition -> messages.addAll(wire.committing(
                        new TopicPartition(topic.name(), partition.partitionIndex()), partition.committedOffset()))));
        return messages;
    }

    private boolean diesBefore(Asked question) {
        return switch (question.header().apiKey()) {
            case PRODUCE -> wire.passes(Kind.SEND, Phase.BEFORE, part, question.messages());
            case OFFSET_COMMIT -> wire.passes(Kind.OFFSET, Phase.BEFORE, part, question.messages());
            default -> false;
        };
    }

    /** Null when the part has died of it. */
    private @Nullable ByteBuffer answer(Asked question, ByteBuffer frame) {
        RequestHeader header = question.header();
        switch (header.apiKey()) {
            case PRODUCE -> {
                produced(question.messages(), (ProduceResponse) response(header, frame));
                return wire.passes(Kind.SEND, Phase.AFTER, part, question.messages()) ? null : frame;
            }
            case OFFSET_COMMIT -> {
                wire.committed(question.messages());
                return wire.passes(Kind.OFFSET, Phase.AFTER, part, question.messages()) ? null : frame;
            }
            case FETCH -> {
                List<Message> fresh = wire.received(fetched((FetchResponse) response(header, frame)));
                return wire.passes(Kind.RECEIVE, Phase.BEFORE, part, fresh) ? null : frame;
            }
            case JOIN_GROUP, SYNC_GROUP, LEAVE_GROUP -> {
                membership(header.clientId(), question.request(), response(header, frame));
                return frame;
            }
            case METADATA, FIND_COORDINATOR, DESCRIBE_CLUSTER, API_VERSIONS -> {
                AbstractResponse answer = response(header, frame);
                leadThroughHere(answer);
                return RequestUtils.serialize(
                        header.toResponseHeader().data(),
                        header.toResponseHeader().headerVersion(),
                        answer.data(),
                        header.apiVersion());
            }
            default -> {
                return frame;
            }
        }
    }

    private static AbstractResponse response(RequestHeader header, ByteBuffer frame) {
        return AbstractResponse.parseResponse(frame.duplicate(), header);
    }

    private void produced(List<Message> messages, ProduceResponse response) {
        for (ProduceResponseData.TopicProduceResponse topic : response.data().responses()) {
            for (ProduceResponseData.PartitionProduceResponse partition : topic.partitionResponses()) {
                TopicPartition place = new TopicPartition(topic.name(), partition.index());
                if (partition.errorCode() == Errors.NONE.code()) {
                    messages.stream()
                            .filter(message -> message.partition().equals(place))
                            .forEach(message -> wire.sent(message, partition.baseOffset() + message.at()));
                }
            }
        }
    }

    private List<Message> fetched(FetchResponse response) {
        List<Message> messages = new ArrayList<>();
        for (FetchResponseData.FetchableTopicResponse topic : response.data().responses()) {
            topic.partitions()
                    .forEach(partition -> read(
                            new TopicPartition(topic.topic(), partition.partitionIndex()),
                            partition.records(),
                            false,
                            messages));
        }
        return messages;
    }

    private void membership(String client, @Nullable AbstractRequest request, AbstractResponse response) {
        if (request instanceof JoinGroupRequest join && response instanceof JoinGroupResponse joined) {
            if (joined.error() == Errors.NONE) {
                door.memberships()
                        .joined(join.data().groupId(), client, joined.data().memberId(), broker);
            }
        } else if (request instanceof SyncGroupRequest sync && response instanceof SyncGroupResponse synced) {
            if (synced.error() == Errors.NONE) {
                door.memberships().assigned(sync.data().groupId(), client);
            }
        } else if (request instanceof LeaveGroupRequest leave) {
            door.memberships().left(leave.data().groupId(), client);
        }
    }

    private void leadThroughHere(AbstractResponse answer) {
        if (answer instanceof MetadataResponse metadata) {
            metadata.data().brokers().forEach(node -> node.setPort(portTo(node.host(), node.port()))
                    .setHost("localhost"));
        } else if (answer instanceof DescribeClusterResponse cluster) {
            cluster.data().brokers().forEach(node -> node.setPort(portTo(node.host(), node.port()))
                    .setHost("localhost"));
        } else if (answer instanceof FindCoordinatorResponse found) {
            if (found.data().port() > 0) {
                found.data().setPort(portTo(found.data().host(), found.data().port()));
                found.data().setHost("localhost");
            }
            found.data().coordinators().stream().filter(node -> node.port() > 0).forEach(node -> node.setPort(
                            portTo(node.host(), node.port()))
                    .setHost("localhost"));
        } else if (answer instanceof ApiVersionsResponse versions) {
            for (ApiVersionsResponseData.ApiVersion version : versions.data().apiKeys()) {
                LAST_WITH_NAMES.forEach((key, last) -> {
                    if (version.apiKey() == key.id && version.maxVersion() > last) {
                        version.setMaxVersion(last);
                    }
                });
            }
        }
    }

    private int portTo(String host, int port) {
        return door.portTo(new InetSocketAddress(host, port));
    }

    /** Null at the end. */
    static @Nullable ByteBuffer read(DataInputStream in) throws IOException {
        int length;
        try {
            length = in.readInt();
        } catch (EOFException e) {
            return null;
        }
        if (length < Integer.BYTES || length > LONGEST_FRAME) {
            throw new KafkaException("a frame of " + length + " bytes; is the broker's listener not PLAINTEXT?");
        }
        byte[] frame = new byte[length];
        in.readFully(frame);
        return ByteBuffer.wrap(frame);
    }

    static void write(DataOutputStream out, ByteBuffer frame) throws IOException {
        byte[] bytes = new byte[frame.remaining()];
        frame.duplicate().get(bytes);
        out.writeInt(bytes.length);
        out.write(bytes);
        out.flush();
    }

    void close() {
        try (Socket one = client;
                Socket other = upstream) {
            LOG.trace("closing {} and {}", one, other);
        } catch (IOException e) {
            LOG.debug("a line from {} does not close", part, e);
        }
        door.closed(this);
    }
}
