"""The tables."""

from aws_cdk import Environment, RemovalPolicy, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.stage import Stage
from infra.tables import TABLES
from talknshop.storage.dynamodb.tables import KeyAttribute, TableDescription

_READS = ("GetItem", "BatchGetItem", "Query", "DescribeTable")
_WRITES = ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "ConditionCheckItem")


class DataStack(Stack):
    """A DynamoDB table for each description in ``infra.tables``."""

    def __init__(self, scope: Construct, name: str, *, stage: Stage, env: Environment) -> None:
        super().__init__(scope, name, env=env, description="TalknShop: tables")
        self.tables = {table.name: self._table(table, stage) for table in TABLES}

    def grant_reads(self, grantee: iam.IGrantable, *tables: TableDescription) -> None:
        """Lets somebody read items by their keys; nobody scans a table."""
        self._grant(grantee, _READS, tables)

    def grant_writes(self, grantee: iam.IGrantable, *tables: TableDescription) -> None:
        """Lets somebody read and write items by their keys."""
        self._grant(grantee, _READS + _WRITES, tables)

    def _grant(
        self,
        grantee: iam.IGrantable,
        actions: tuple[str, ...],
        tables: tuple[TableDescription, ...],
    ) -> None:
        arns: list[str] = []
        for table in tables:
            arn = self.tables[table.name].table_arn
            arns += [arn, *(f"{arn}/index/{index.name}" for index in table.indexes)]
        grantee.grant_principal.add_to_principal_policy(
            iam.PolicyStatement(
                actions=[f"dynamodb:{action}" for action in actions], resources=arns
            )
        )

    def _table(self, table: TableDescription, stage: Stage) -> dynamodb.Table:
        made = dynamodb.Table(
            self,
            table.name,
            table_name=table.name,
            partition_key=_attribute(table.partition),
            sort_key=_attribute(table.sort),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            time_to_live_attribute=table.ttl_attribute,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            encryption=dynamodb.TableEncryption.AWS_MANAGED,
            deletion_protection=stage.is_production,
            removal_policy=RemovalPolicy.RETAIN if stage.is_production else RemovalPolicy.DESTROY,
        )
        for index in table.indexes:
            made.add_global_secondary_index(
                index_name=index.name,
                partition_key=_attribute(index.partition),
                sort_key=_attribute(index.sort),
                projection_type=dynamodb.ProjectionType.KEYS_ONLY
                if index.keys_only
                else dynamodb.ProjectionType.ALL,
            )
        return made


def _attribute(described: KeyAttribute) -> dynamodb.Attribute:
    kinds = {"S": dynamodb.AttributeType.STRING, "N": dynamodb.AttributeType.NUMBER}
    return dynamodb.Attribute(name=described.name, type=kinds[described.type])
