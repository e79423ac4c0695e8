package muster.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

class EmbeddedDynamoDbTest {

    @Test
    void a_condition_of_a_transaction_lets_the_first_claim_through_and_not_the_second() {
        try (EmbeddedDynamoDb dynamoDb = EmbeddedDynamoDb.started();
                DynamoDbClient client = client(dynamoDb, Region.US_EAST_1)) {
            createTable(client);

            claim(client, "i-a");

            assertThatThrownBy(() -> claim(client, "i-b")).isInstanceOf(TransactionCanceledException.class);
            assertThat(theName(client)).containsEntry("Owner", AttributeValue.fromS("i-a"));
        }
    }

    @Test
    void all_regions_see_the_same_tables() {
        try (EmbeddedDynamoDb dynamoDb = EmbeddedDynamoDb.started();
                DynamoDbClient here = client(dynamoDb, Region.US_EAST_1);
                DynamoDbClient there = client(dynamoDb, Region.EU_WEST_1)) {
            createTable(here);

            assertThat(there.listTables().tableNames()).containsExactly("Hostnames");
        }
    }

    @Test
    void a_second_one_in_the_same_jvm_starts_empty() {
        try (EmbeddedDynamoDb first = EmbeddedDynamoDb.started();
                DynamoDbClient client = client(first, Region.US_EAST_1)) {
            createTable(client);
        }
        try (EmbeddedDynamoDb second = EmbeddedDynamoDb.started();
                DynamoDbClient client = client(second, Region.US_EAST_1)) {
            assertThat(client.listTables().tableNames()).isEmpty();
        }
    }

    private static void createTable(DynamoDbClient client) {
        client.createTable(table -> table.tableName("Hostnames")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName("Hostname")
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .keySchema(KeySchemaElement.builder()
                        .attributeName("Hostname")
                        .keyType(KeyType.HASH)
                        .build()));
    }

    private static void claim(DynamoDbClient client, String owner) {
        Map<String, AttributeValue> item =
                Map.of("Hostname", AttributeValue.fromS("validator-001"), "Owner", AttributeValue.fromS(owner));
        TransactWriteItem write = TransactWriteItem.builder()
                .put(put -> put.tableName("Hostnames").item(item).conditionExpression("attribute_not_exists(Hostname)"))
                .build();
        client.transactWriteItems(transaction -> transaction.transactItems(write));
    }

    private static Map<String, AttributeValue> theName(DynamoDbClient client) {
        Map<String, AttributeValue> key = Map.of("Hostname", AttributeValue.fromS("validator-001"));
        return client.getItem(get -> get.tableName("Hostnames").key(key).consistentRead(true))
                .item();
    }

    private static DynamoDbClient client(EmbeddedDynamoDb dynamoDb, Region region) {
        return DynamoDbClient.builder()
                .endpointOverride(dynamoDb.endpoint())
                .region(region)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }
}
