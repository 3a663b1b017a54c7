// The health check of the database in docker-compose.yml. It asks whether this member may be written to, and does once what has to
// be done before: it founds the replica set and makes the product's own user, who may do nothing outside of its database.
db.getSiblingDB('admin').auth('root', process.env.MONGO_INITDB_ROOT_PASSWORD);

try {
  rs.status();
} catch (notFounded) {
  rs.initiate({ _id: 'rs0', members: [{ _id: 0, host: 'mongo:27017' }] });
}
if (!db.hello().isWritablePrimary) quit(1);

const own = db.getSiblingDB('lamtoen');
if (!own.getUser('lamtoen')) {
  own.createUser({
    user: 'lamtoen',
    pwd: process.env.LAMTOEN_DB_PASSWORD,
    roles: [{ role: 'readWrite', db: 'lamtoen' }],
  });
}
